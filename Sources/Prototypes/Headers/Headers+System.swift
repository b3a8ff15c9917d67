// SPDX-License-Identifier: Apache-2.0
//
// Headers of POSIX: files, processes, signals, terminals, threads and libraries, as Linux on x86-64 and aarch64 has them.

extension BuiltinHeaders {
  static let unistd = """
    #ifndef _UNISTD_H
    #define _UNISTD_H 1
    #include <stddef.h>
    #include <sys/types.h>
    #define STDIN_FILENO 0
    #define STDOUT_FILENO 1
    #define STDERR_FILENO 2
    #define F_OK 0
    #define X_OK 1
    #define W_OK 2
    #define R_OK 4
    #ifndef SEEK_SET
    #define SEEK_SET 0
    #define SEEK_CUR 1
    #define SEEK_END 2
    #endif
    #define F_ULOCK 0
    #define F_LOCK 1
    #define F_TLOCK 2
    #define F_TEST 3
    enum {
      _SC_ARG_MAX, _SC_CHILD_MAX, _SC_CLK_TCK, _SC_NGROUPS_MAX, _SC_OPEN_MAX,
      _SC_PAGESIZE = 30,
      _SC_NPROCESSORS_CONF = 83, _SC_NPROCESSORS_ONLN, _SC_PHYS_PAGES, _SC_AVPHYS_PAGES,
      _SC_HOST_NAME_MAX = 180
    };
    #define _SC_PAGE_SIZE _SC_PAGESIZE
    extern char **environ;
    extern char *optarg;
    extern int optind;
    extern int opterr;
    extern int optopt;
    ssize_t read(int fd, void *buffer, size_t count);
    ssize_t write(int fd, const void *buffer, size_t count);
    ssize_t pread(int fd, void *buffer, size_t count, off_t offset);
    ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset);
    int close(int fd);
    off_t lseek(int fd, off_t offset, int whence);
    int pipe(int fds[2]);
    int dup(int fd);
    int dup2(int from, int to);
    int fsync(int fd);
    int fdatasync(int fd);
    void sync(void);
    int ftruncate(int fd, off_t length);
    int truncate(const char *path, off_t length) __attribute__((nonnull(1)));
    int access(const char *path, int mode) __attribute__((nonnull(1)));
    int faccessat(int fd, const char *path, int mode, int flags) __attribute__((nonnull(2)));
    int chdir(const char *path) __attribute__((nonnull(1)));
    int fchdir(int fd);
    char *getcwd(char *buffer, size_t size);
    int rmdir(const char *path) __attribute__((nonnull(1)));
    int unlink(const char *path) __attribute__((nonnull(1)));
    int unlinkat(int fd, const char *path, int flags) __attribute__((nonnull(2)));
    int link(const char *from, const char *to) __attribute__((nonnull(1, 2)));
    int symlink(const char *from, const char *to) __attribute__((nonnull(1, 2)));
    ssize_t readlink(const char *restrict path, char *restrict buffer, size_t size) __attribute__((nonnull(1, 2)));
    int chown(const char *path, uid_t owner, gid_t group) __attribute__((nonnull(1)));
    int fchown(int fd, uid_t owner, gid_t group);
    int lchown(const char *path, uid_t owner, gid_t group) __attribute__((nonnull(1)));
    int isatty(int fd);
    char *ttyname(int fd);
    int ttyname_r(int fd, char *buffer, size_t size) __attribute__((nonnull(2)));
    pid_t tcgetpgrp(int fd);
    int tcsetpgrp(int fd, pid_t group);
    pid_t fork(void) __attribute__((returns_twice));
    pid_t vfork(void) __attribute__((returns_twice));
    int execv(const char *path, char *const argv[]) __attribute__((nonnull(1, 2)));
    int execve(const char *path, char *const argv[], char *const envp[]) __attribute__((nonnull(1, 2)));
    int execvp(const char *file, char *const argv[]) __attribute__((nonnull(1, 2)));
    int execl(const char *path, const char *argument, ...) __attribute__((nonnull(1, 2)));
    int execlp(const char *file, const char *argument, ...) __attribute__((nonnull(1, 2)));
    _Noreturn void _exit(int status);
    pid_t getpid(void);
    pid_t getppid(void);
    pid_t getpgrp(void);
    pid_t getpgid(pid_t pid);
    pid_t getsid(pid_t pid);
    pid_t setsid(void);
    int setpgid(pid_t pid, pid_t group);
    uid_t getuid(void);
    uid_t geteuid(void);
    gid_t getgid(void);
    gid_t getegid(void);
    int setuid(uid_t uid);
    int setgid(gid_t gid);
    int seteuid(uid_t uid);
    int setegid(gid_t gid);
    int getgroups(int size, gid_t list[]);
    unsigned int alarm(unsigned int seconds);
    unsigned int sleep(unsigned int seconds);
    int usleep(useconds_t microseconds);
    int pause(void);
    int nice(int increment);
    int gethostname(char *name, size_t size) __attribute__((nonnull(1)));
    int sethostname(const char *name, size_t size) __attribute__((nonnull(1)));
    char *getlogin(void);
    int getlogin_r(char *name, size_t size) __attribute__((nonnull(1)));
    int getpagesize(void);
    long sysconf(int name);
    long pathconf(const char *path, int name) __attribute__((nonnull(1)));
    long fpathconf(int fd, int name);
    size_t confstr(int name, char *buffer, size_t size);
    int getopt(int argc, char *const argv[], const char *options) __asm__("getopt") __attribute__((nonnull(2, 3)));
    int lockf(int fd, int command, off_t length);
    int brk(void *address);
    void *sbrk(intptr_t increment);
    long syscall(long number, ...);
    int getentropy(void *buffer, size_t length);
    #endif

    """

  static let fcntl = """
    #ifndef _FCNTL_H
    #define _FCNTL_H 1
    #include <sys/types.h>
    #define O_RDONLY 00
    #define O_WRONLY 01
    #define O_RDWR 02
    #define O_ACCMODE 0003
    #define O_CREAT 0100
    #define O_EXCL 0200
    #define O_NOCTTY 0400
    #define O_TRUNC 01000
    #define O_APPEND 02000
    #define O_NONBLOCK 04000
    #define O_NDELAY O_NONBLOCK
    #define O_DSYNC 010000
    #define O_ASYNC 020000
    #define O_SYNC 04010000
    #define O_CLOEXEC 02000000
    #ifdef __aarch64__
    #define O_DIRECTORY 040000
    #define O_NOFOLLOW 0100000
    #else
    #define O_DIRECTORY 0200000
    #define O_NOFOLLOW 0400000
    #endif
    #define F_DUPFD 0
    #define F_GETFD 1
    #define F_SETFD 2
    #define F_GETFL 3
    #define F_SETFL 4
    #define F_GETLK 5
    #define F_SETLK 6
    #define F_SETLKW 7
    #define F_SETOWN 8
    #define F_GETOWN 9
    #define F_DUPFD_CLOEXEC 1030
    #define FD_CLOEXEC 1
    #define F_RDLCK 0
    #define F_WRLCK 1
    #define F_UNLCK 2
    #define AT_FDCWD (-100)
    #define AT_SYMLINK_NOFOLLOW 0x100
    #define AT_REMOVEDIR 0x200
    #define AT_SYMLINK_FOLLOW 0x400
    #define AT_EACCESS 0x200
    struct flock {
      short l_type;
      short l_whence;
      off_t l_start;
      off_t l_len;
      pid_t l_pid;
    };
    int open(const char *path, int flags, ...) __attribute__((nonnull(1)));
    int openat(int fd, const char *path, int flags, ...) __attribute__((nonnull(2)));
    int creat(const char *path, mode_t mode) __attribute__((nonnull(1)));
    int fcntl(int fd, int command, ...);
    int posix_fadvise(int fd, off_t offset, off_t length, int advice);
    int posix_fallocate(int fd, off_t offset, off_t length);
    #endif

    """

  static let stat = """
    #ifndef _SYS_STAT_H
    #define _SYS_STAT_H 1
    #include <sys/types.h>
    #include <time.h>
    #define S_IFMT 0170000
    #define S_IFDIR 0040000
    #define S_IFCHR 0020000
    #define S_IFBLK 0060000
    #define S_IFREG 0100000
    #define S_IFIFO 0010000
    #define S_IFLNK 0120000
    #define S_IFSOCK 0140000
    #define S_ISUID 04000
    #define S_ISGID 02000
    #define S_ISVTX 01000
    #define S_IRUSR 0400
    #define S_IWUSR 0200
    #define S_IXUSR 0100
    #define S_IRWXU 0700
    #define S_IRGRP 0040
    #define S_IWGRP 0020
    #define S_IXGRP 0010
    #define S_IRWXG 0070
    #define S_IROTH 0004
    #define S_IWOTH 0002
    #define S_IXOTH 0001
    #define S_IRWXO 0007
    #define S_ISDIR(mode) (((mode) & S_IFMT) == S_IFDIR)
    #define S_ISCHR(mode) (((mode) & S_IFMT) == S_IFCHR)
    #define S_ISBLK(mode) (((mode) & S_IFMT) == S_IFBLK)
    #define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)
    #define S_ISFIFO(mode) (((mode) & S_IFMT) == S_IFIFO)
    #define S_ISLNK(mode) (((mode) & S_IFMT) == S_IFLNK)
    #define S_ISSOCK(mode) (((mode) & S_IFMT) == S_IFSOCK)
    struct stat {
      dev_t st_dev;
      ino_t st_ino;
    #ifdef __aarch64__
      mode_t st_mode;
      nlink_t st_nlink;
      uid_t st_uid;
      gid_t st_gid;
      dev_t st_rdev;
      unsigned long __pad1;
      off_t st_size;
      blksize_t st_blksize;
      int __pad2;
      blkcnt_t st_blocks;
    #else
      nlink_t st_nlink;
      mode_t st_mode;
      uid_t st_uid;
      gid_t st_gid;
      int __pad0;
      dev_t st_rdev;
      off_t st_size;
      blksize_t st_blksize;
      blkcnt_t st_blocks;
    #endif
      struct timespec st_atim;
      struct timespec st_mtim;
      struct timespec st_ctim;
    #ifdef __aarch64__
      int __unused[2];
    #else
      long __unused[3];
    #endif
    };
    int stat(const char *restrict path, struct stat *restrict buffer) __attribute__((nonnull(1, 2)));
    int fstat(int fd, struct stat *buffer) __attribute__((nonnull(2)));
    int lstat(const char *restrict path, struct stat *restrict buffer) __attribute__((nonnull(1, 2)));
    int fstatat(int fd, const char *restrict path, struct stat *restrict buffer, int flags) __attribute__((nonnull(2, 3)));
    int chmod(const char *path, mode_t mode) __attribute__((nonnull(1)));
    int fchmod(int fd, mode_t mode);
    mode_t umask(mode_t mask);
    int mkdir(const char *path, mode_t mode) __attribute__((nonnull(1)));
    int mkdirat(int fd, const char *path, mode_t mode) __attribute__((nonnull(2)));
    int mkfifo(const char *path, mode_t mode) __attribute__((nonnull(1)));
    int mknod(const char *path, mode_t mode, dev_t device) __attribute__((nonnull(1)));
    int utimensat(int fd, const char *path, const struct timespec times[2], int flags) __attribute__((nonnull(2)));
    int futimens(int fd, const struct timespec times[2]);
    #endif

    """

  static let signal = """
    #ifndef _SIGNAL_H
    #define _SIGNAL_H 1
    #include <sys/types.h>
    #include <time.h>
    typedef int sig_atomic_t;
    typedef struct { unsigned long __val[16]; } sigset_t;
    union sigval {
      int sival_int;
      void *sival_ptr;
    };
    typedef union sigval sigval_t;
    typedef struct {
      int si_signo;
      int si_errno;
      int si_code;
      int __pad0;
      union {
        int _pad[28];
        struct { pid_t si_pid; uid_t si_uid; } _kill;
        struct { pid_t si_pid; uid_t si_uid; int si_status; clock_t si_utime; clock_t si_stime; } _sigchld;
        struct { void *si_addr; } _sigfault;
      } _sifields;
    } siginfo_t;
    typedef void (*__sighandler_t)(int);
    typedef __sighandler_t sighandler_t;
    #define SIG_ERR ((__sighandler_t)-1)
    #define SIG_DFL ((__sighandler_t)0)
    #define SIG_IGN ((__sighandler_t)1)
    struct sigaction {
      union {
        __sighandler_t sa_handler;
        void (*sa_sigaction)(int, siginfo_t *, void *);
      } __sigaction_handler;
      sigset_t sa_mask;
      int sa_flags;
      void (*sa_restorer)(void);
    };
    #define sa_handler __sigaction_handler.sa_handler
    #define sa_sigaction __sigaction_handler.sa_sigaction
    typedef struct {
      void *ss_sp;
      int ss_flags;
      size_t ss_size;
    } stack_t;
    #define SA_NOCLDSTOP 1
    #define SA_NOCLDWAIT 2
    #define SA_SIGINFO 4
    #define SA_ONSTACK 0x08000000
    #define SA_RESTART 0x10000000
    #define SA_NODEFER 0x40000000
    #define SA_RESETHAND 0x80000000
    #define SIG_BLOCK 0
    #define SIG_UNBLOCK 1
    #define SIG_SETMASK 2
    #define SIGHUP 1
    #define SIGINT 2
    #define SIGQUIT 3
    #define SIGILL 4
    #define SIGTRAP 5
    #define SIGABRT 6
    #define SIGBUS 7
    #define SIGFPE 8
    #define SIGKILL 9
    #define SIGUSR1 10
    #define SIGSEGV 11
    #define SIGUSR2 12
    #define SIGPIPE 13
    #define SIGALRM 14
    #define SIGTERM 15
    #define SIGSTKFLT 16
    #define SIGCHLD 17
    #define SIGCONT 18
    #define SIGSTOP 19
    #define SIGTSTP 20
    #define SIGTTIN 21
    #define SIGTTOU 22
    #define SIGURG 23
    #define SIGXCPU 24
    #define SIGXFSZ 25
    #define SIGVTALRM 26
    #define SIGPROF 27
    #define SIGWINCH 28
    #define SIGIO 29
    #define SIGPOLL 29
    #define SIGPWR 30
    #define SIGSYS 31
    __sighandler_t signal(int sig, __sighandler_t handler);
    int raise(int sig);
    int kill(pid_t pid, int sig);
    int killpg(pid_t group, int sig);
    int sigaction(int sig, const struct sigaction *restrict action, struct sigaction *restrict former);
    int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict former);
    int sigpending(sigset_t *set);
    int sigsuspend(const sigset_t *set);
    int sigwait(const sigset_t *restrict set, int *restrict sig);
    int sigemptyset(sigset_t *set);
    int sigfillset(sigset_t *set);
    int sigaddset(sigset_t *set, int sig);
    int sigdelset(sigset_t *set, int sig);
    int sigismember(const sigset_t *set, int sig);
    int sigaltstack(const stack_t *restrict stack, stack_t *restrict former);
    int pthread_kill(pthread_t thread, int sig);
    int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict former);
    #endif

    """

  static let dlfcn = """
    #ifndef _DLFCN_H
    #define _DLFCN_H 1
    #define RTLD_LAZY 0x00001
    #define RTLD_NOW 0x00002
    #define RTLD_NOLOAD 0x00004
    #define RTLD_DEEPBIND 0x00008
    #define RTLD_GLOBAL 0x00100
    #define RTLD_LOCAL 0
    #define RTLD_NODELETE 0x01000
    #define RTLD_DEFAULT ((void *)0)
    #define RTLD_NEXT ((void *)-1L)
    typedef struct {
      const char *dli_fname;
      void *dli_fbase;
      const char *dli_sname;
      void *dli_saddr;
    } Dl_info;
    void *dlopen(const char *file, int mode);
    int dlclose(void *handle) __attribute__((nonnull(1)));
    void *dlsym(void *restrict handle, const char *restrict name) __attribute__((nonnull(2)));
    char *dlerror(void);
    int dladdr(const void *address, Dl_info *info) __attribute__((nonnull(2)));
    #endif

    """
}

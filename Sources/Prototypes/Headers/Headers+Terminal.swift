// SPDX-License-Identifier: Apache-2.0
//
// Headers of terminals and threads.

extension BuiltinHeaders {
  static let termios: String = {
    let flags: [(String, [(String, Int)])] = [
      (
        "c_iflag",
        [
          ("IGNBRK", 0o1), ("BRKINT", 0o2), ("IGNPAR", 0o4), ("PARMRK", 0o10), ("INPCK", 0o20), ("ISTRIP", 0o40),
          ("INLCR", 0o100), ("IGNCR", 0o200), ("ICRNL", 0o400), ("IUCLC", 0o1000), ("IXON", 0o2000), ("IXANY", 0o4000),
          ("IXOFF", 0o10000), ("IMAXBEL", 0o20000), ("IUTF8", 0o40000),
        ]
      ),
      ("c_oflag", [("OPOST", 1), ("ONLCR", 4), ("OCRNL", 0o10), ("ONOCR", 0o20), ("ONLRET", 0o40)]),
      (
        "c_cflag",
        [
          ("CSIZE", 0o60), ("CS5", 0), ("CS6", 0o20), ("CS7", 0o40), ("CS8", 0o60), ("CSTOPB", 0o100), ("CREAD", 0o200),
          ("PARENB", 0o400), ("PARODD", 0o1000), ("HUPCL", 0o2000), ("CLOCAL", 0o4000),
        ]
      ),
      (
        "c_lflag",
        [
          ("ISIG", 1), ("ICANON", 2), ("ECHO", 0o10), ("ECHOE", 0o20), ("ECHOK", 0o40), ("ECHONL", 0o100),
          ("NOFLSH", 0o200), ("TOSTOP", 0o400), ("ECHOCTL", 0o1000), ("ECHOKE", 0o4000), ("IEXTEN", 0o100000),
        ]
      ),
      (
        "c_cc",
        [
          ("VINTR", 0), ("VQUIT", 1), ("VERASE", 2), ("VKILL", 3), ("VEOF", 4), ("VTIME", 5), ("VMIN", 6), ("VSWTC", 7),
          ("VSTART", 8), ("VSTOP", 9), ("VSUSP", 10), ("VEOL", 11), ("VREPRINT", 12), ("VDISCARD", 13), ("VWERASE", 14),
          ("VLNEXT", 15), ("VEOL2", 16),
        ]
      ),
      (
        "speeds",
        [
          ("B0", 0), ("B300", 7), ("B1200", 9), ("B2400", 11), ("B4800", 12), ("B9600", 13), ("B19200", 14),
          ("B38400", 15), ("B57600", 0o10001), ("B115200", 0o10002), ("B230400", 0o10003),
        ]
      ),
      (
        "calls",
        [
          ("TCSANOW", 0), ("TCSADRAIN", 1), ("TCSAFLUSH", 2), ("TCIFLUSH", 0), ("TCOFLUSH", 1), ("TCIOFLUSH", 2),
          ("TCOOFF", 0), ("TCOON", 1), ("TCIOFF", 2), ("TCION", 3),
        ]
      ),
    ]
    var text = """
      #ifndef _TERMIOS_H
      #define _TERMIOS_H 1
      #include <sys/types.h>
      typedef unsigned char cc_t;
      typedef unsigned int speed_t;
      typedef unsigned int tcflag_t;
      #define NCCS 32
      struct termios {
        tcflag_t c_iflag;
        tcflag_t c_oflag;
        tcflag_t c_cflag;
        tcflag_t c_lflag;
        cc_t c_line;
        cc_t c_cc[NCCS];
        speed_t c_ispeed;
        speed_t c_ospeed;
      };

      """
    for (_, values) in flags {
      for (name, value) in values { text += "#define \(name) 0\(String(value, radix: 8))\n" }
    }
    return text + """
      speed_t cfgetospeed(const struct termios *termios);
      speed_t cfgetispeed(const struct termios *termios);
      int cfsetospeed(struct termios *termios, speed_t speed);
      int cfsetispeed(struct termios *termios, speed_t speed);
      int cfsetspeed(struct termios *termios, speed_t speed);
      void cfmakeraw(struct termios *termios);
      int tcgetattr(int fd, struct termios *termios);
      int tcsetattr(int fd, int actions, const struct termios *termios);
      int tcsendbreak(int fd, int duration);
      int tcdrain(int fd);
      int tcflush(int fd, int queue);
      int tcflow(int fd, int action);
      pid_t tcgetsid(int fd);
      #endif

      """
  }()

  static let ioctl = """
    #ifndef _SYS_IOCTL_H
    #define _SYS_IOCTL_H 1
    struct winsize {
      unsigned short ws_row;
      unsigned short ws_col;
      unsigned short ws_xpixel;
      unsigned short ws_ypixel;
    };
    #define TCGETS 0x5401
    #define TCSETS 0x5402
    #define TIOCSCTTY 0x540E
    #define TIOCGPGRP 0x540F
    #define TIOCSPGRP 0x5410
    #define TIOCOUTQ 0x5411
    #define TIOCSTI 0x5412
    #define TIOCGWINSZ 0x5413
    #define TIOCSWINSZ 0x5414
    #define FIONREAD 0x541B
    #define TIOCNOTTY 0x5422
    #define FIONBIO 0x5421
    int ioctl(int fd, unsigned long request, ...);
    #endif

    """

  static let pthread = """
    #ifndef _PTHREAD_H
    #define _PTHREAD_H 1
    #include <sys/types.h>
    #include <time.h>
    #ifdef __aarch64__
    #define __LOAM_MUTEX_BYTES 48
    #define __LOAM_ATTRIBUTE_BYTES 64
    #define __LOAM_SMALL long
    #else
    #define __LOAM_MUTEX_BYTES 40
    #define __LOAM_ATTRIBUTE_BYTES 56
    #define __LOAM_SMALL int
    #endif
    typedef union pthread_attr_t {
      char __size[__LOAM_ATTRIBUTE_BYTES];
      long __align;
    } pthread_attr_t;
    typedef union {
      char __size[__LOAM_MUTEX_BYTES];
      long __align;
    } pthread_mutex_t;
    typedef union {
      char __size[sizeof(__LOAM_SMALL)];
      int __align;
    } pthread_mutexattr_t;
    typedef union {
      char __size[48];
      long long __align;
    } pthread_cond_t;
    typedef union {
      char __size[sizeof(__LOAM_SMALL)];
      int __align;
    } pthread_condattr_t;
    typedef union {
      char __size[56];
      long __align;
    } pthread_rwlock_t;
    typedef union {
      char __size[8];
      long __align;
    } pthread_rwlockattr_t;
    typedef unsigned int pthread_key_t;
    typedef int pthread_once_t;
    typedef volatile int pthread_spinlock_t;
    #define PTHREAD_CREATE_JOINABLE 0
    #define PTHREAD_CREATE_DETACHED 1
    #define PTHREAD_ONCE_INIT 0
    #define PTHREAD_CANCELED ((void *)-1)
    enum { PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_DEFAULT = 0 };
    int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*start)(void *),
      void *restrict argument) __attribute__((nonnull(1, 3)));
    _Noreturn void pthread_exit(void *result);
    int pthread_join(pthread_t thread, void **result);
    int pthread_detach(pthread_t thread);
    pthread_t pthread_self(void);
    int pthread_equal(pthread_t first, pthread_t second);
    int pthread_cancel(pthread_t thread);
    void pthread_testcancel(void);
    int pthread_once(pthread_once_t *once, void (*routine)(void)) __attribute__((nonnull(1, 2)));
    int pthread_attr_init(pthread_attr_t *attributes) __attribute__((nonnull(1)));
    int pthread_attr_destroy(pthread_attr_t *attributes) __attribute__((nonnull(1)));
    int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state) __attribute__((nonnull(1)));
    int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size) __attribute__((nonnull(1)));
    int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) __attribute__((nonnull(1)));
    int pthread_mutex_destroy(pthread_mutex_t *mutex) __attribute__((nonnull(1)));
    int pthread_mutex_lock(pthread_mutex_t *mutex) __attribute__((nonnull(1)));
    int pthread_mutex_trylock(pthread_mutex_t *mutex) __attribute__((nonnull(1)));
    int pthread_mutex_unlock(pthread_mutex_t *mutex) __attribute__((nonnull(1)));
    int pthread_mutexattr_init(pthread_mutexattr_t *attributes) __attribute__((nonnull(1)));
    int pthread_mutexattr_destroy(pthread_mutexattr_t *attributes) __attribute__((nonnull(1)));
    int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int kind) __attribute__((nonnull(1)));
    int pthread_cond_init(pthread_cond_t *restrict condition, const pthread_condattr_t *restrict attributes)
      __attribute__((nonnull(1)));
    int pthread_cond_destroy(pthread_cond_t *condition) __attribute__((nonnull(1)));
    int pthread_cond_signal(pthread_cond_t *condition) __attribute__((nonnull(1)));
    int pthread_cond_broadcast(pthread_cond_t *condition) __attribute__((nonnull(1)));
    int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex) __attribute__((nonnull(1, 2)));
    int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
      const struct timespec *restrict until) __attribute__((nonnull(1, 2, 3)));
    int pthread_rwlock_init(pthread_rwlock_t *restrict lock, const pthread_rwlockattr_t *restrict attributes)
      __attribute__((nonnull(1)));
    int pthread_rwlock_destroy(pthread_rwlock_t *lock) __attribute__((nonnull(1)));
    int pthread_rwlock_rdlock(pthread_rwlock_t *lock) __attribute__((nonnull(1)));
    int pthread_rwlock_wrlock(pthread_rwlock_t *lock) __attribute__((nonnull(1)));
    int pthread_rwlock_unlock(pthread_rwlock_t *lock) __attribute__((nonnull(1)));
    int pthread_key_create(pthread_key_t *key, void (*destroy)(void *)) __attribute__((nonnull(1)));
    int pthread_key_delete(pthread_key_t key);
    void *pthread_getspecific(pthread_key_t key);
    int pthread_setspecific(pthread_key_t key, const void *value);
    #endif

    """
}

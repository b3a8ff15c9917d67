// SPDX-License-Identifier: Apache-2.0
//
// Headers of the C standard: functions of strings, files, numbers and time.

extension BuiltinHeaders {
  static let stdlib = """
    #ifndef _STDLIB_H
    #define _STDLIB_H 1
    #include <stddef.h>
    #define EXIT_SUCCESS 0
    #define EXIT_FAILURE 1
    #define RAND_MAX 2147483647
    #define MB_CUR_MAX (__ctype_get_mb_cur_max())
    typedef struct { int quot; int rem; } div_t;
    typedef struct { long quot; long rem; } ldiv_t;
    typedef struct { long long quot; long long rem; } lldiv_t;
    size_t __ctype_get_mb_cur_max(void);
    void *malloc(size_t size);
    void *calloc(size_t count, size_t size);
    void *realloc(void *ptr, size_t size);
    void *reallocarray(void *ptr, size_t count, size_t size);
    void *aligned_alloc(size_t alignment, size_t size);
    int posix_memalign(void **memptr, size_t alignment, size_t size) __attribute__((nonnull(1)));
    void free(void *ptr);
    int atoi(const char *nptr) __attribute__((nonnull));
    long atol(const char *nptr) __attribute__((nonnull));
    long long atoll(const char *nptr) __attribute__((nonnull));
    double atof(const char *nptr) __attribute__((nonnull));
    double strtod(const char *restrict nptr, char **restrict endptr) __attribute__((nonnull(1)));
    float strtof(const char *restrict nptr, char **restrict endptr) __attribute__((nonnull(1)));
    long double strtold(const char *restrict nptr, char **restrict endptr) __attribute__((nonnull(1)));
    long strtol(const char *restrict nptr, char **restrict endptr, int base) __attribute__((nonnull(1)));
    unsigned long strtoul(const char *restrict nptr, char **restrict endptr, int base) __attribute__((nonnull(1)));
    long long strtoll(const char *restrict nptr, char **restrict endptr, int base) __attribute__((nonnull(1)));
    unsigned long long strtoull(const char *restrict nptr, char **restrict endptr, int base) __attribute__((nonnull(1)));
    int rand(void);
    void srand(unsigned int seed);
    int rand_r(unsigned int *seed);
    long random(void);
    void srandom(unsigned int seed);
    double drand48(void);
    double erand48(unsigned short xsubi[3]);
    long lrand48(void);
    long nrand48(unsigned short xsubi[3]);
    long mrand48(void);
    void srand48(long seed);
    int abs(int n);
    long labs(long n);
    long long llabs(long long n);
    div_t div(int numer, int denom);
    ldiv_t ldiv(long numer, long denom);
    lldiv_t lldiv(long long numer, long long denom);
    typedef int (*__compar_fn_t)(const void *, const void *);
    void qsort(void *base, size_t count, size_t size, __compar_fn_t compare) __attribute__((nonnull(1, 4)));
    void *bsearch(const void *key, const void *base, size_t count, size_t size, __compar_fn_t compare)
      __attribute__((nonnull(1, 2, 5)));
    char *getenv(const char *name) __attribute__((nonnull));
    int setenv(const char *name, const char *value, int overwrite) __attribute__((nonnull(2)));
    int unsetenv(const char *name) __attribute__((nonnull));
    int putenv(char *string) __attribute__((nonnull));
    int clearenv(void);
    int system(const char *command);
    char *realpath(const char *restrict path, char *restrict resolved);
    int mkstemp(char *template) __attribute__((nonnull));
    char *mkdtemp(char *template) __attribute__((nonnull));
    int atexit(void (*function)(void)) __attribute__((nonnull));
    _Noreturn void exit(int status);
    _Noreturn void _Exit(int status);
    _Noreturn void quick_exit(int status);
    _Noreturn void abort(void);
    int mblen(const char *s, size_t n);
    int mbtowc(wchar_t *restrict pwc, const char *restrict s, size_t n);
    int wctomb(char *s, wchar_t wc);
    size_t mbstowcs(wchar_t *restrict pwcs, const char *restrict s, size_t n);
    size_t wcstombs(char *restrict s, const wchar_t *restrict pwcs, size_t n);
    int getloadavg(double loadavg[], int nelem);
    int posix_openpt(int flags);
    int grantpt(int fd);
    int unlockpt(int fd);
    char *ptsname(int fd);
    #endif

    """

  static let string = """
    #ifndef _STRING_H
    #define _STRING_H 1
    #include <stddef.h>
    #include <strings.h>
    void *memcpy(void *restrict dest, const void *restrict src, size_t n) __attribute__((nonnull));
    void *memmove(void *dest, const void *src, size_t n) __attribute__((nonnull));
    void *memccpy(void *restrict dest, const void *restrict src, int c, size_t n) __attribute__((nonnull));
    void *memset(void *s, int c, size_t n) __attribute__((nonnull));
    int memcmp(const void *s1, const void *s2, size_t n) __attribute__((nonnull));
    void *memchr(const void *s, int c, size_t n) __attribute__((nonnull));
    char *strcpy(char *restrict dest, const char *restrict src) __attribute__((nonnull));
    char *strncpy(char *restrict dest, const char *restrict src, size_t n) __attribute__((nonnull));
    char *stpcpy(char *restrict dest, const char *restrict src) __attribute__((nonnull));
    char *stpncpy(char *restrict dest, const char *restrict src, size_t n) __attribute__((nonnull));
    char *strcat(char *restrict dest, const char *restrict src) __attribute__((nonnull));
    char *strncat(char *restrict dest, const char *restrict src, size_t n) __attribute__((nonnull));
    int strcmp(const char *s1, const char *s2) __attribute__((nonnull));
    int strncmp(const char *s1, const char *s2, size_t n) __attribute__((nonnull));
    int strcoll(const char *s1, const char *s2) __attribute__((nonnull));
    size_t strxfrm(char *restrict dest, const char *restrict src, size_t n) __attribute__((nonnull(2)));
    char *strdup(const char *s) __attribute__((nonnull));
    char *strndup(const char *s, size_t n) __attribute__((nonnull));
    char *strchr(const char *s, int c) __attribute__((nonnull));
    char *strrchr(const char *s, int c) __attribute__((nonnull));
    size_t strcspn(const char *s, const char *reject) __attribute__((nonnull));
    size_t strspn(const char *s, const char *accept) __attribute__((nonnull));
    char *strpbrk(const char *s, const char *accept) __attribute__((nonnull));
    char *strstr(const char *haystack, const char *needle) __attribute__((nonnull));
    char *strtok(char *restrict s, const char *restrict delimiters) __attribute__((nonnull(2)));
    char *strtok_r(char *restrict s, const char *restrict delimiters, char **restrict save) __attribute__((nonnull(2, 3)));
    char *strsep(char **restrict string, const char *restrict delimiters) __attribute__((nonnull));
    size_t strlen(const char *s) __attribute__((nonnull));
    size_t strnlen(const char *s, size_t n) __attribute__((nonnull));
    char *strerror(int errnum);
    int strerror_r(int errnum, char *buffer, size_t size) __asm__("__xpg_strerror_r") __attribute__((nonnull(2)));
    char *strsignal(int sig);
    void explicit_bzero(void *s, size_t n) __attribute__((nonnull(1)));
    #endif

    """

  static let strings = """
    #ifndef _STRINGS_H
    #define _STRINGS_H 1
    #include <stddef.h>
    int bcmp(const void *s1, const void *s2, size_t n) __attribute__((nonnull));
    void bcopy(const void *src, void *dest, size_t n) __attribute__((nonnull));
    void bzero(void *s, size_t n) __attribute__((nonnull));
    char *index(const char *s, int c) __attribute__((nonnull));
    char *rindex(const char *s, int c) __attribute__((nonnull));
    int ffs(int i);
    int ffsl(long i);
    int ffsll(long long i);
    int strcasecmp(const char *s1, const char *s2) __attribute__((nonnull));
    int strncasecmp(const char *s1, const char *s2, size_t n) __attribute__((nonnull));
    #endif

    """

  static let stdio = """
    #ifndef _STDIO_H
    #define _STDIO_H 1
    #include <stddef.h>
    #include <stdarg.h>
    #include <sys/types.h>
    typedef struct _IO_FILE FILE;
    typedef struct _G_fpos_t { off_t __pos; struct { int __count; unsigned int __value; } __state; } fpos_t;
    #define EOF (-1)
    #define BUFSIZ 8192
    #define SEEK_SET 0
    #define SEEK_CUR 1
    #define SEEK_END 2
    #define _IOFBF 0
    #define _IOLBF 1
    #define _IONBF 2
    #define FILENAME_MAX 4096
    #define FOPEN_MAX 16
    #define L_tmpnam 20
    #define TMP_MAX 238328
    #define P_tmpdir "/tmp"
    extern FILE *stdin;
    extern FILE *stdout;
    extern FILE *stderr;
    #define stdin stdin
    #define stdout stdout
    #define stderr stderr
    FILE *fopen(const char *restrict path, const char *restrict mode);
    FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream);
    FILE *fdopen(int fd, const char *mode);
    FILE *fmemopen(void *buffer, size_t size, const char *mode);
    FILE *open_memstream(char **buffer, size_t *size);
    FILE *popen(const char *command, const char *mode);
    int pclose(FILE *stream);
    FILE *tmpfile(void);
    int fclose(FILE *stream);
    int fflush(FILE *stream);
    int fileno(FILE *stream);
    void setbuf(FILE *restrict stream, char *restrict buffer);
    int setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size);
    void setlinebuf(FILE *stream);
    int fprintf(FILE *restrict stream, const char *restrict format, ...) __attribute__((format(printf, 2, 3)));
    int printf(const char *restrict format, ...) __attribute__((format(printf, 1, 2)));
    int sprintf(char *restrict s, const char *restrict format, ...) __attribute__((format(printf, 2, 3)));
    int snprintf(char *restrict s, size_t n, const char *restrict format, ...) __attribute__((format(printf, 3, 4)));
    int dprintf(int fd, const char *restrict format, ...) __attribute__((format(printf, 2, 3)));
    int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments);
    int vprintf(const char *restrict format, va_list arguments);
    int vsprintf(char *restrict s, const char *restrict format, va_list arguments);
    int vsnprintf(char *restrict s, size_t n, const char *restrict format, va_list arguments);
    int vdprintf(int fd, const char *restrict format, va_list arguments);
    int fscanf(FILE *restrict stream, const char *restrict format, ...) __asm__("__isoc99_fscanf");
    int scanf(const char *restrict format, ...) __asm__("__isoc99_scanf");
    int sscanf(const char *restrict s, const char *restrict format, ...) __asm__("__isoc99_sscanf");
    int vfscanf(FILE *restrict stream, const char *restrict format, va_list arguments) __asm__("__isoc99_vfscanf");
    int vscanf(const char *restrict format, va_list arguments) __asm__("__isoc99_vscanf");
    int vsscanf(const char *restrict s, const char *restrict format, va_list arguments) __asm__("__isoc99_vsscanf");
    int fgetc(FILE *stream);
    int getc(FILE *stream);
    int getchar(void);
    char *fgets(char *restrict s, int n, FILE *restrict stream);
    int fputc(int c, FILE *stream);
    int putc(int c, FILE *stream);
    int putchar(int c);
    int fputs(const char *restrict s, FILE *restrict stream);
    int puts(const char *s);
    int ungetc(int c, FILE *stream);
    ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict stream);
    ssize_t getdelim(char **restrict line, size_t *restrict size, int delimiter, FILE *restrict stream);
    size_t fread(void *restrict ptr, size_t size, size_t n, FILE *restrict stream);
    size_t fwrite(const void *restrict ptr, size_t size, size_t n, FILE *restrict stream);
    int fseek(FILE *stream, long offset, int whence);
    long ftell(FILE *stream);
    int fseeko(FILE *stream, off_t offset, int whence);
    off_t ftello(FILE *stream);
    void rewind(FILE *stream);
    int fgetpos(FILE *restrict stream, fpos_t *restrict position);
    int fsetpos(FILE *stream, const fpos_t *position);
    void clearerr(FILE *stream);
    int feof(FILE *stream);
    int ferror(FILE *stream);
    void perror(const char *s);
    int remove(const char *path);
    int rename(const char *from, const char *to);
    char *tmpnam(char *s);
    char *ctermid(char *s);
    void flockfile(FILE *stream);
    int ftrylockfile(FILE *stream);
    void funlockfile(FILE *stream);
    #endif

    """

  static let ctype: String = {
    var text = "#ifndef _CTYPE_H\n#define _CTYPE_H 1\n"
    let tests = [
      "isalnum", "isalpha", "isblank", "iscntrl", "isdigit", "isgraph", "islower", "isprint", "ispunct", "isspace",
      "isupper", "isxdigit", "tolower", "toupper", "isascii", "toascii",
    ]
    for name in tests { text += "int \(name)(int c);\n" }
    return text + "#endif\n"
  }()

  static let assert = """
    #undef assert
    #define assert(expression) ((void)0)
    #ifndef _ASSERT_H
    #define _ASSERT_H 1
    #define static_assert _Static_assert
    _Noreturn void __assert_fail(const char *expression, const char *file, unsigned int line, const char *function);
    #endif

    """

  static let locale = """
    #ifndef _LOCALE_H
    #define _LOCALE_H 1
    #include <stddef.h>
    #define LC_CTYPE 0
    #define LC_NUMERIC 1
    #define LC_TIME 2
    #define LC_COLLATE 3
    #define LC_MONETARY 4
    #define LC_MESSAGES 5
    #define LC_ALL 6
    struct lconv {
      char *decimal_point;
      char *thousands_sep;
      char *grouping;
      char *int_curr_symbol;
      char *currency_symbol;
      char *mon_decimal_point;
      char *mon_thousands_sep;
      char *mon_grouping;
      char *positive_sign;
      char *negative_sign;
      char int_frac_digits;
      char frac_digits;
      char p_cs_precedes;
      char p_sep_by_space;
      char n_cs_precedes;
      char n_sep_by_space;
      char p_sign_posn;
      char n_sign_posn;
      char int_p_cs_precedes;
      char int_p_sep_by_space;
      char int_n_cs_precedes;
      char int_n_sep_by_space;
      char int_p_sign_posn;
      char int_n_sign_posn;
    };
    typedef struct __locale_struct *locale_t;
    char *setlocale(int category, const char *locale);
    struct lconv *localeconv(void);
    locale_t newlocale(int mask, const char *locale, locale_t base);
    locale_t duplocale(locale_t locale);
    locale_t uselocale(locale_t locale);
    void freelocale(locale_t locale);
    #endif

    """
}

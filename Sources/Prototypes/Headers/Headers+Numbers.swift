// SPDX-License-Identifier: Apache-2.0
//
// Headers of numbers, errors and time.

extension BuiltinHeaders {
  static let math: String = {
    var text = """
      #ifndef _MATH_H
      #define _MATH_H 1
      #define M_E 2.7182818284590452354
      #define M_LOG2E 1.4426950408889634074
      #define M_LOG10E 0.43429448190325182765
      #define M_LN2 0.69314718055994530942
      #define M_LN10 2.30258509299404568402
      #define M_PI 3.14159265358979323846
      #define M_PI_2 1.57079632679489661923
      #define M_PI_4 0.78539816339744830962
      #define M_1_PI 0.31830988618379067154
      #define M_2_PI 0.63661977236758134308
      #define M_2_SQRTPI 1.12837916709551257390
      #define M_SQRT2 1.41421356237309504880
      #define M_SQRT1_2 0.70710678118654752440
      #define HUGE_VAL (__builtin_huge_val())
      #define HUGE_VALF (__builtin_huge_valf())
      #define HUGE_VALL (__builtin_huge_vall())
      #define INFINITY (__builtin_inff())
      #define NAN (__builtin_nanf(""))
      #define FP_NAN 0
      #define FP_INFINITE 1
      #define FP_ZERO 2
      #define FP_SUBNORMAL 3
      #define FP_NORMAL 4
      #define FP_ILOGB0 (-2147483647 - 1)
      #ifdef __aarch64__
      #define FP_ILOGBNAN 2147483647
      #else
      #define FP_ILOGBNAN (-2147483647 - 1)
      #endif
      #define MATH_ERRNO 1
      #define MATH_ERREXCEPT 2
      #define math_errhandling (MATH_ERRNO | MATH_ERREXCEPT)
      typedef float float_t;
      typedef double double_t;
      extern int signgam;

      """
    let one = [
      "acos", "asin", "atan", "cos", "sin", "tan", "acosh", "asinh", "atanh", "cosh", "sinh", "tanh", "exp", "exp2",
      "expm1", "log", "log10", "log1p", "log2", "logb", "cbrt", "fabs", "sqrt", "erf", "erfc", "lgamma", "tgamma",
      "ceil",
      "floor", "nearbyint", "rint", "round", "trunc", "j0", "j1", "y0", "y1",
    ]
    let two = ["atan2", "fmod", "remainder", "copysign", "nextafter", "fdim", "fmax", "fmin", "hypot", "pow"]
    for (type, suffix) in [("double", ""), ("float", "f"), ("long double", "l")] {
      for name in one { text += "\(type) \(name)\(suffix)(\(type) x);\n" }
      for name in two { text += "\(type) \(name)\(suffix)(\(type) x, \(type) y);\n" }
      text += """
        \(type) frexp\(suffix)(\(type) x, int *exponent);
        \(type) ldexp\(suffix)(\(type) x, int exponent);
        \(type) modf\(suffix)(\(type) x, \(type) *whole) __attribute__((nonnull(2)));
        \(type) scalbn\(suffix)(\(type) x, int n);
        \(type) scalbln\(suffix)(\(type) x, long n);
        int ilogb\(suffix)(\(type) x);
        long lrint\(suffix)(\(type) x);
        long long llrint\(suffix)(\(type) x);
        long lround\(suffix)(\(type) x);
        long long llround\(suffix)(\(type) x);
        \(type) remquo\(suffix)(\(type) x, \(type) y, int *quotient);
        \(type) nan\(suffix)(const char *tag);
        \(type) nexttoward\(suffix)(\(type) x, long double y);
        \(type) fma\(suffix)(\(type) x, \(type) y, \(type) z);
        \(type) jn\(suffix)(int n, \(type) x);
        \(type) yn\(suffix)(int n, \(type) x);

        """
    }
    return text + "#endif\n"
  }()

  static let errno: String = {
    // Numbers of Linux on x86-64 and aarch64.
    let numbers: [(String, Int)] = [
      ("EPERM", 1), ("ENOENT", 2), ("ESRCH", 3), ("EINTR", 4), ("EIO", 5), ("ENXIO", 6), ("E2BIG", 7), ("ENOEXEC", 8),
      ("EBADF", 9), ("ECHILD", 10), ("EAGAIN", 11), ("EWOULDBLOCK", 11), ("ENOMEM", 12), ("EACCES", 13), ("EFAULT", 14),
      ("ENOTBLK", 15), ("EBUSY", 16), ("EEXIST", 17), ("EXDEV", 18), ("ENODEV", 19), ("ENOTDIR", 20), ("EISDIR", 21),
      ("EINVAL", 22), ("ENFILE", 23), ("EMFILE", 24), ("ENOTTY", 25), ("ETXTBSY", 26), ("EFBIG", 27), ("ENOSPC", 28),
      ("ESPIPE", 29), ("EROFS", 30), ("EMLINK", 31), ("EPIPE", 32), ("EDOM", 33), ("ERANGE", 34), ("EDEADLK", 35),
      ("ENAMETOOLONG", 36), ("ENOLCK", 37), ("ENOSYS", 38), ("ENOTEMPTY", 39), ("ELOOP", 40), ("ENOMSG", 42),
      ("EIDRM", 43), ("ENOSTR", 60), ("ENODATA", 61), ("ETIME", 62), ("ENOSR", 63), ("ENOLINK", 67), ("EPROTO", 71),
      ("EMULTIHOP", 72), ("EBADMSG", 74), ("EOVERFLOW", 75), ("EILSEQ", 84), ("EUSERS", 87), ("ENOTSOCK", 88),
      ("EDESTADDRREQ", 89), ("EMSGSIZE", 90), ("EPROTOTYPE", 91), ("ENOPROTOOPT", 92), ("EPROTONOSUPPORT", 93),
      ("ESOCKTNOSUPPORT", 94), ("EOPNOTSUPP", 95), ("ENOTSUP", 95), ("EPFNOSUPPORT", 96), ("EAFNOSUPPORT", 97),
      ("EADDRINUSE", 98), ("EADDRNOTAVAIL", 99), ("ENETDOWN", 100), ("ENETUNREACH", 101), ("ENETRESET", 102),
      ("ECONNABORTED", 103), ("ECONNRESET", 104), ("ENOBUFS", 105), ("EISCONN", 106), ("ENOTCONN", 107),
      ("ESHUTDOWN", 108), ("ETOOMANYREFS", 109), ("ETIMEDOUT", 110), ("ECONNREFUSED", 111), ("EHOSTDOWN", 112),
      ("EHOSTUNREACH", 113), ("EALREADY", 114), ("EINPROGRESS", 115), ("ESTALE", 116), ("EDQUOT", 122),
      ("ECANCELED", 125), ("EOWNERDEAD", 130), ("ENOTRECOVERABLE", 131),
    ]
    var text = "#ifndef _ERRNO_H\n#define _ERRNO_H 1\n"
    for (name, number) in numbers { text += "#define \(name) \(number)\n" }
    return text + "int *__errno_location(void);\n#define errno (*__errno_location())\n#endif\n"
  }()

  static let time = """
    #ifndef _TIME_H
    #define _TIME_H 1
    #include <stddef.h>
    #include <sys/types.h>
    #define CLOCKS_PER_SEC ((clock_t)1000000)
    #define CLOCK_REALTIME 0
    #define CLOCK_MONOTONIC 1
    #define CLOCK_PROCESS_CPUTIME_ID 2
    #define CLOCK_THREAD_CPUTIME_ID 3
    #define CLOCK_MONOTONIC_RAW 4
    #define CLOCK_BOOTTIME 7
    #define TIMER_ABSTIME 1
    #define TIME_UTC 1
    struct timespec {
      time_t tv_sec;
      long tv_nsec;
    };
    struct itimerspec {
      struct timespec it_interval;
      struct timespec it_value;
    };
    struct tm {
      int tm_sec;
      int tm_min;
      int tm_hour;
      int tm_mday;
      int tm_mon;
      int tm_year;
      int tm_wday;
      int tm_yday;
      int tm_isdst;
      long tm_gmtoff;
      const char *tm_zone;
    };
    extern char *tzname[2];
    extern int daylight;
    extern long timezone;
    time_t time(time_t *result);
    clock_t clock(void);
    double difftime(time_t later, time_t earlier);
    time_t mktime(struct tm *tm);
    time_t timegm(struct tm *tm);
    struct tm *gmtime(const time_t *time);
    struct tm *localtime(const time_t *time);
    struct tm *gmtime_r(const time_t *restrict time, struct tm *restrict result);
    struct tm *localtime_r(const time_t *restrict time, struct tm *restrict result);
    char *asctime(const struct tm *tm);
    char *ctime(const time_t *time);
    char *asctime_r(const struct tm *restrict tm, char *restrict buffer);
    char *ctime_r(const time_t *restrict time, char *restrict buffer);
    size_t strftime(char *restrict s, size_t size, const char *restrict format, const struct tm *restrict tm);
    void tzset(void);
    int nanosleep(const struct timespec *request, struct timespec *remaining);
    int clock_getres(clockid_t clock, struct timespec *resolution);
    int clock_gettime(clockid_t clock, struct timespec *time);
    int clock_settime(clockid_t clock, const struct timespec *time);
    int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *remaining);
    int timespec_get(struct timespec *time, int base);
    #endif

    """

  static let sysTime = """
    #ifndef _SYS_TIME_H
    #define _SYS_TIME_H 1
    #include <sys/types.h>
    struct timeval {
      time_t tv_sec;
      suseconds_t tv_usec;
    };
    struct timezone {
      int tz_minuteswest;
      int tz_dsttime;
    };
    struct itimerval {
      struct timeval it_interval;
      struct timeval it_value;
    };
    int gettimeofday(struct timeval *restrict time, void *restrict zone);
    int settimeofday(const struct timeval *time, const struct timezone *zone);
    int utimes(const char *path, const struct timeval times[2]);
    #endif

    """
}

/* Stands between a process and the disk: counts each change it makes below one folder, and at a chosen one
 * kills the process, tears the write, or lets the disk be full or read-only from there on. It is loaded with
 * LD_PRELOAD by tests/faults, so that what SQLite, FAISS and NumPy write is met too and the product knows
 * nothing of it.
 *
 * Modes: 1 kill before the change, 2 kill after it, 3 write half and kill, 4 as 2, and what was appended but
 * not yet forced to the disk is lost as in a power cut, 5 the disk is full from there on, 6 it is read-only.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OFF, BEFORE, AFTER, TORN, POWER, FULL, READONLY };

static char root[PATH_MAX];
static int mode = OFF;
static long target, counted;
static long shift; /* seconds by which the clock is wrong */

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Files that were appended to: a descriptor of our own, and the size that is safe. */
#define FILES 1024
static struct { dev_t dev; ino_t ino; int fd; off_t safe; } files[FILES];
static int known;

static void die(void) {
    if (mode == POWER)
        for (int i = 0; i < known; i++) {
            struct stat now;
            if (fstat(files[i].fd, &now) == 0 && now.st_size > files[i].safe)
                if (REAL(ftruncate64)(files[i].fd, files[i].safe)) _exit(99);
        }
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int below(const char *path) {
    return mode != OFF && path && strncmp(path, root, strlen(root)) == 0;
}

static int below_fd(int fd) {
    char link[64], path[PATH_MAX];
    if (mode == OFF) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return below(path) && !strstr(path, "-shm"); /* the shared memory of WAL is no data */
}

static int below_at(int folder, const char *path) {
    return path && path[0] == '/' ? below(path) : folder == AT_FDCWD ? 0 : below_fd(folder);
}

static void note(int fd, int safe) {
    struct stat now;
    if (mode != POWER || fstat(fd, &now) || !S_ISREG(now.st_mode)) return;
    int i = 0;
    while (i < known && (files[i].dev != now.st_dev || files[i].ino != now.st_ino)) i++;
    if (i == known) {
        if (known == FILES) return;
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        int own = (int)REAL(open64)(link, O_RDWR | O_CLOEXEC);
        if (own < 0) return;
        files[i].dev = now.st_dev, files[i].ino = now.st_ino, files[i].fd = own;
        files[i].safe = now.st_size;
        known++;
    }
    if (safe) files[i].safe = now.st_size;
}

/* The next change is due: 1 where it must fail with the errno that is set. */
static int due(void) {
    long number = ++counted;
    if (mode == BEFORE && number == target) die();
    if (mode == FULL && number >= target) return errno = ENOSPC, 1;
    if (mode == READONLY && number >= target) return errno = EROFS, 1;
    return 0;
}

static void done(void) {
    int before = errno;
    if ((mode == AFTER || mode == POWER) && counted >= target) die();
    errno = before;
}

static int torn(void) { return mode == TORN && counted == target; }

void fault_arm(const char *folder, int how, long at) {
    strncpy(root, folder, sizeof root - 1);
    target = at, counted = 0, known = 0, mode = how;
}
long fault_count(void) { return counted; }
void fault_clock(long seconds) { shift = seconds; }

ssize_t write(int fd, const void *data, size_t n) {
    if (!below_fd(fd)) return REAL(write)(fd, data, n);
    note(fd, 0);
    if (due()) return -1;
    if (torn()) { if (REAL(write)(fd, data, n / 2) < 0) _exit(98); die(); }
    ssize_t told = REAL(write)(fd, data, n);
    done();
    return told;
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
    if (!below_fd(fd)) return REAL(writev)(fd, parts, n);
    note(fd, 0);
    if (due()) return -1;
    ssize_t told = REAL(writev)(fd, parts, n);
    done();
    return told;
}

ssize_t pwrite64(int fd, const void *data, size_t n, off_t at) {
    if (!below_fd(fd)) return REAL(pwrite64)(fd, data, n, at);
    note(fd, 0);
    if (due()) return -1;
    if (torn()) { if (REAL(pwrite64)(fd, data, n / 2, at) < 0) _exit(98); die(); }
    ssize_t told = REAL(pwrite64)(fd, data, n, at);
    done();
    return told;
}
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { return pwrite64(fd, data, n, at); }

size_t fwrite(const void *data, size_t size, size_t n, FILE *file) {
    int fd = fileno(file);
    if (fd < 3 || !below_fd(fd)) return REAL(fwrite)(data, size, n, file);
    note(fd, 0);
    if (due()) return 0;
    if (torn()) { REAL(fwrite)(data, size, n / 2, file); fflush(file); die(); }
    size_t told = REAL(fwrite)(data, size, n, file);
    if ((mode == AFTER || mode == POWER) && counted >= target) fflush(file);
    done();
    return told;
}

#define SYNC(name)                                                                                         \
    int name(int fd) {                                                                                     \
        if (!below_fd(fd)) return REAL(name)(fd);                                                          \
        if (due()) return -1;                                                                              \
        int told = REAL(name)(fd);                                                                         \
        note(fd, 1);                                                                                       \
        done();                                                                                            \
        return told;                                                                                       \
    }
SYNC(fsync)
SYNC(fdatasync)

int ftruncate64(int fd, off_t size) {
    if (!below_fd(fd)) return REAL(ftruncate64)(fd, size);
    if (due()) return -1;
    int told = REAL(ftruncate64)(fd, size);
    done();
    return told;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

#define CHANGE(ours, call)                                                                                 \
    if (!(ours)) return call;                                                                              \
    if (due()) return -1;                                                                                  \
    int told = call;                                                                                       \
    done();                                                                                                \
    return told;

int rename(const char *from, const char *to) { CHANGE(below(from), REAL(rename)(from, to)) }
int renameat(int a, const char *from, int b, const char *to) {
    CHANGE(below_at(a, from), REAL(renameat)(a, from, b, to))
}
int unlink(const char *path) { CHANGE(below(path), REAL(unlink)(path)) }
int unlinkat(int folder, const char *path, int flags) {
    CHANGE(below_at(folder, path), REAL(unlinkat)(folder, path, flags))
}
int rmdir(const char *path) { CHANGE(below(path), REAL(rmdir)(path)) }
int mkdir(const char *path, mode_t bits) { CHANGE(below(path), REAL(mkdir)(path, bits)) }

/* Opening counts where it makes or empties a file. */
static int opened(const char *path, int flags, mode_t bits) {
    int changes = flags & (O_CREAT | O_TRUNC) || (mode == READONLY && flags & (O_WRONLY | O_RDWR));
    if (!changes || !below(path)) return (int)REAL(open64)(path, flags, bits);
    if (due()) return -1;
    int told = (int)REAL(open64)(path, flags, bits);
    done();
    return told;
}
#define OPEN(name)                                                                                         \
    int name(const char *path, int flags, ...) {                                                           \
        va_list rest;                                                                                      \
        va_start(rest, flags);                                                                             \
        mode_t bits = flags & O_CREAT ? va_arg(rest, mode_t) : 0;                                          \
        va_end(rest);                                                                                      \
        return opened(path, flags, bits);                                                                  \
    }
OPEN(open)
OPEN(open64)

FILE *fopen64(const char *path, const char *how) {
    if (below(path) && how[0] != 'r') {
        if (due()) return NULL;
        FILE *told = REAL(fopen64)(path, how);
        done();
        return told;
    }
    return REAL(fopen64)(path, how);
}
FILE *fopen(const char *path, const char *how) { return fopen64(path, how); }

int clock_gettime(clockid_t which, struct timespec *now) {
    int told = REAL(clock_gettime)(which, now);
    if (which == CLOCK_REALTIME) now->tv_sec += shift;
    return told;
}

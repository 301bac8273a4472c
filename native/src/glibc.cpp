// glibc 2.32 tells libstdc++ by this variable whether the process has one thread. The libstdc++ inside the shim would
// ask an older system for it in vain: it gets one of its own, which says what is always right, that there may be more.
extern "C" {
extern __attribute__((visibility("hidden"))) const char __libc_single_threaded;
const char __libc_single_threaded = 0;
}

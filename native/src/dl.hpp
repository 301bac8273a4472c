#pragma once

// The dynamic loader's functions, under the versions that they have had since glibc 2.2.5 (x86-64) and 2.17 (aarch64).
//
// glibc 2.34 moved them from libdl into libc and gave them a new version. A library that is linked there asks for that,
// and an older system does not have it. The old versions are in every glibc: so the shim that was built on a new system
// runs on an old one. CMakeLists.txt links libdl too, where an old system has them; symbols.sh checks what came out.

#include <dlfcn.h>
#include <link.h>

#if defined(__GLIBC__) && defined(__LP64__)
#if defined(__x86_64__)
#define TRTCAL_DL_VERSION "GLIBC_2.2.5"
#define TRTCAL_DLINFO_VERSION "GLIBC_2.3.3"
#elif defined(__aarch64__)
#define TRTCAL_DL_VERSION "GLIBC_2.17"
#define TRTCAL_DLINFO_VERSION "GLIBC_2.17"
#endif
#endif

#if defined(TRTCAL_DL_VERSION)
__asm__(".symver dladdr,dladdr@" TRTCAL_DL_VERSION);
__asm__(".symver dlclose,dlclose@" TRTCAL_DL_VERSION);
__asm__(".symver dlerror,dlerror@" TRTCAL_DL_VERSION);
__asm__(".symver dlinfo,dlinfo@" TRTCAL_DLINFO_VERSION);
__asm__(".symver dlopen,dlopen@" TRTCAL_DL_VERSION);
__asm__(".symver dlsym,dlsym@" TRTCAL_DL_VERSION);
#endif

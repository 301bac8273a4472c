// trtcal.h as C++ sees it: C linkage, and the only symbols that leave the library.
#ifndef TRTCAL_API_HPP
#define TRTCAL_API_HPP

#pragma GCC visibility push(default)
extern "C" {
#include "trtcal.h"
}
#pragma GCC visibility pop

#endif

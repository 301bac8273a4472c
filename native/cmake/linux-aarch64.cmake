# Builds for aarch64 (Jetson, Grace) on another machine, with Debian's cross compiler; the tests run under qemu-user where it is
# installed.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)

find_program(TRTCAL_QEMU qemu-aarch64)
if(TRTCAL_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${TRTCAL_QEMU} -L /usr/aarch64-linux-gnu)
endif()

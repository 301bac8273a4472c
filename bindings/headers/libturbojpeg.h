/* What the bindings of libjpeg-turbo are made from: its TurboJPEG API. bindings/VERSIONS says which release. */
#include <turbojpeg.h>

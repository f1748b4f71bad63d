// The C interface of zlib.
#ifndef BETAFLOW_CZLIB_H
#define BETAFLOW_CZLIB_H

#include <zlib.h>

#endif

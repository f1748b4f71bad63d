// The C interface of libzip.
#ifndef BETAFLOW_CZIP_H
#define BETAFLOW_CZIP_H

#include <zip.h>

#endif

// The C interface of NLopt.
#ifndef BETAFLOW_CNLOPT_H
#define BETAFLOW_CNLOPT_H

#include <nlopt.h>

#endif

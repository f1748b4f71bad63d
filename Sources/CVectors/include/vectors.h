// Loops over long rows of doubles that the integrators and the spectral flow spend their time in.
//
// SwiftPM compiles for the oldest processor of its architecture. On x86-64 these functions also exist for
// AVX2 with fused multiplication, and the loader picks what the processor can run. Everywhere else, and
// there on old processors, the same source is portable C.
//
// No pointer may be NULL unless its row is empty, and `out` overlaps no input unless said.
#ifndef BETAFLOW_VECTORS_H
#define BETAFLOW_VECTORS_H

#include <stdint.h>

/// Elements of a block and what multiplies them.
struct betaflow_term {
  const double *_Nonnull elements;
  double factor;
};

/// What an error is compared to: `slope |x| + floor`.
struct betaflow_scale {
  double slope, floor;
};

/// `out[i] = base[i] + sum over j < terms of factors[j] rows[j n + i]` for `i < n`, with at most 6 terms;
/// `out` may be `base`.
void betaflow_combine(double *_Nonnull out, const double *_Nonnull base,
                      const double *_Nonnull rows, long n, const double *_Nonnull factors,
                      long terms);

/// `e[i] = sum over j < terms of factors[j] rows[j n + i]`, over `allowed (slope max(|from[i]|, |to[i]|) + floor)`:
/// the largest of the squares, and their sum, which is finite only if all are. At most 7 terms.
void betaflow_squared_errors(const double *_Nonnull from, const double *_Nonnull to,
                             const double *_Nonnull rows, long n, const double *_Nonnull factors,
                             long terms, const struct betaflow_scale *_Nonnull scales,
                             double allowed, double *_Nonnull largest, double *_Nonnull total);

// Many small matrices at a time, in blocks of at most 8: of each element the `n` numbers of a block, element after
// element. Of `all` matrices the last block has what is left over 8.

/// For each of `count` elements `plain[r] = sum of x`, `weighted[r] = sum of weights x` over all matrices.
void betaflow_block_sums(double *_Nonnull plain, double *_Nonnull weighted, long count,
                         const double *_Nonnull elements, const double *_Nonnull weights,
                         long all);

/// Element `k columns + j` of the result is the `sum over l < rows of matrix[l rows + k]` times element
/// `table[l columns + j]`: the transpose of a matrix times all matrices of a block.
void betaflow_block_product(double *_Nonnull out, const double *_Nonnull matrix, long rows,
                            long columns, const double *_Nonnull elements,
                            const int32_t *_Nonnull table, long n);

/// Element `r < count` of the result is `first factors[r]`, plus a sum over the plain terms, plus `weights` times a
/// sum over the weighted terms, which follow those: of term `j` its `factor` times its element
/// `table[r (plain + weighted) + j]`. The two numbers of terms are (2, 2), (1, 4) or (2, 3).
void betaflow_block_combine(double *_Nonnull out, long count, long n,
                            const double *_Nonnull first, const double *_Nonnull factors,
                            const double *_Nonnull weights,
                            const struct betaflow_term *_Nonnull terms,
                            const int32_t *_Nonnull table, long plain, long weighted);

#endif

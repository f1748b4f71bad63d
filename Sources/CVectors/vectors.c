#include "vectors.h"

#if defined(__x86_64__) && defined(__linux__)
#define BETAFLOW_CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
// Wider vectors pay where there is division.
#define BETAFLOW_WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BETAFLOW_CLONES
#define BETAFLOW_WIDE
#endif

#define BETAFLOW_INLINE static inline __attribute__((always_inline))

// Eight numbers at a time, so that sums and maxima do not wait for each other; rows need no alignment.
typedef double lanes __attribute__((ext_vector_type(8), aligned(8), may_alias));
enum { width = 8 };


#pragma STDC FP_CONTRACT ON

// Vectors are no arguments of functions, which compilers pass differently for each processor.
#define load(row) (*(const lanes *)(row))

BETAFLOW_INLINE double sum(const lanes *x) {
  const lanes v = *x;
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

// With a constant number of terms the compiler unrolls the inner loop.
BETAFLOW_INLINE void combine(double *out, const double *base, const double *rows, long n,
                             const double *factors, long terms) {
  double factor[6];
  for (long j = 0; j < terms; j++) factor[j] = factors[j];
  long i = 0;
  for (; i + width <= n; i += width) {
    lanes value = load(base + i);
    for (long j = 0; j < terms; j++) value += factor[j] * load(rows + j * n + i);
    *(lanes *)(out + i) = value;
  }
  for (; i < n; i++) {
    double value = base[i];
    for (long j = 0; j < terms; j++) value += factor[j] * rows[j * n + i];
    out[i] = value;
  }
}

BETAFLOW_CLONES
void betaflow_combine(double *out, const double *base, const double *rows, long n,
                      const double *factors, long terms) {
  switch (terms) {
  case 1: combine(out, base, rows, n, factors, 1); break;
  case 2: combine(out, base, rows, n, factors, 2); break;
  case 3: combine(out, base, rows, n, factors, 3); break;
  case 4: combine(out, base, rows, n, factors, 4); break;
  case 5: combine(out, base, rows, n, factors, 5); break;
  case 6: combine(out, base, rows, n, factors, 6); break;
  default: __builtin_trap();
  }
}

BETAFLOW_INLINE void squared_errors(const double *from, const double *to, const double *rows,
                                    long n, const double *factors, long terms,
                                    const struct betaflow_scale *scales, double allowed,
                                    double *largest, double *total) {
  lanes most = 0, all = 0;
  long i = 0;
  for (; i + width <= n; i += width) {
    lanes error = factors[0] * load(rows + i), slope, floor;
    for (long j = 1; j < terms; j++) error += factors[j] * load(rows + j * n + i);
    for (long k = 0; k < width; k++) {
      slope[k] = scales[i + k].slope;
      floor[k] = scales[i + k].floor;
    }
    lanes size = __builtin_elementwise_max(__builtin_elementwise_abs(load(from + i)),
                                           __builtin_elementwise_abs(load(to + i)));
    lanes ratio = error / (allowed * (slope * size + floor));
    lanes square = ratio * ratio;
    most = __builtin_elementwise_max(most, square);
    all += square;
  }
  double last = 0, rest = 0;
  for (; i < n; i++) {
    double error = factors[0] * rows[i];
    for (long j = 1; j < terms; j++) error += factors[j] * rows[j * n + i];
    double a = __builtin_fabs(from[i]), b = __builtin_fabs(to[i]);
    double ratio = error / (allowed * (scales[i].slope * (a > b ? a : b) + scales[i].floor));
    double square = ratio * ratio;
    last = last > square ? last : square;
    rest += square;
  }
  for (long k = 0; k < width; k++) last = last > most[k] ? last : most[k];
  *largest = last;
  *total = rest + sum(&all);
}

BETAFLOW_WIDE
void betaflow_squared_errors(const double *from, const double *to, const double *rows, long n,
                             const double *factors, long terms,
                             const struct betaflow_scale *scales, double allowed,
                             double *largest, double *total) {
  switch (terms) {
  case 5: squared_errors(from, to, rows, n, factors, 5, scales, allowed, largest, total); break;
  case 7: squared_errors(from, to, rows, n, factors, 7, scales, allowed, largest, total); break;
  default: squared_errors(from, to, rows, n, factors, terms, scales, allowed, largest, total);
  }
}

BETAFLOW_CLONES
void betaflow_block_sums(double *plain, double *weighted, long count, const double *elements,
                         const double *weights, long all) {
  long whole = all / width, rest = all % width;
  const double *last = elements + whole * count * width;
  for (long r = 0; r < count; r++) {
    lanes p = 0, w = 0;
    for (long b = 0; b < whole; b++) {
      lanes x = load(elements + (b * count + r) * width);
      p += x;
      w += load(weights + b * width) * x;
    }
    plain[r] = sum(&p);
    weighted[r] = sum(&w);
    for (long i = 0; i < rest; i++) {
      plain[r] += last[r * rest + i];
      weighted[r] += weights[whole * width + i] * last[r * rest + i];
    }
  }
}

// Columns `k … k + height` of the matrix: so many sums are in registers at a time.
BETAFLOW_INLINE void product_rows(double *out, const double *matrix, long rows, long columns,
                                  const double *elements, const int32_t *table, long n, long k,
                                  long height) {
  matrix += k;
  out += k * columns * n;
  for (long j = 0; j < columns; j++, table++, out += n) {
    if (n == width) {
      lanes total[4] = {0, 0, 0, 0};
      const double *factor = matrix;
      const int32_t *place = table;
      for (long l = 0; l < rows; l++, factor += rows, place += columns) {
        lanes x = load(elements + *place * (long)width);
        for (long h = 0; h < height; h++) total[h] += factor[h] * x;
      }
      for (long h = 0; h < height; h++) *(lanes *)(out + h * columns * width) = total[h];
      continue;
    }
    for (long i = 0; i < n; i++)
      for (long h = 0; h < height; h++) {
        double total = 0;
        for (long l = 0; l < rows; l++)
          total += matrix[l * rows + h] * elements[table[l * columns] * n + i];
        out[h * columns * n + i] = total;
      }
  }
}

BETAFLOW_CLONES
void betaflow_block_product(double *out, const double *matrix, long rows, long columns,
                            const double *elements, const int32_t *table, long n) {
  long k = 0;
  for (; k + 4 <= rows; k += 4) {
    if (rows == 8)
      product_rows(out, matrix, 8, columns, elements, table, n, k, 4);
    else
      product_rows(out, matrix, rows, columns, elements, table, n, k, 4);
  }
  for (; k < rows; k++) product_rows(out, matrix, rows, columns, elements, table, n, k, 1);
}

BETAFLOW_INLINE void block_combine(double *out, long count, long n, const double *first,
                                   const double *factors, const double *weights,
                                   const struct betaflow_term *terms, const int32_t *table,
                                   long plain, long weighted) {
  const long all = plain + weighted;
  struct betaflow_term term[5];
  for (long j = 0; j < all; j++) term[j] = terms[j];
  if (n == width) {
    lanes own = load(first), weight = load(weights);
    for (long r = 0; r < count; r++, table += all, out += width) {
      lanes light = factors[r] * own, heavy = 0;
      for (long j = 0; j < plain; j++)
        light += term[j].factor * load(term[j].elements + table[j] * (long)width);
      for (long j = plain; j < all; j++)
        heavy += term[j].factor * load(term[j].elements + table[j] * (long)width);
      *(lanes *)out = light + weight * heavy;
    }
    return;
  }
  for (long r = 0; r < count; r++, table += all)
    for (long i = 0; i < n; i++) {
      double light = factors[r] * first[i], heavy = 0;
      for (long j = 0; j < plain; j++) light += term[j].factor * term[j].elements[table[j] * n + i];
      for (long j = plain; j < all; j++)
        heavy += term[j].factor * term[j].elements[table[j] * n + i];
      out[r * n + i] = light + weights[i] * heavy;
    }
}

BETAFLOW_CLONES
void betaflow_block_combine(double *out, long count, long n, const double *first,
                            const double *factors, const double *weights,
                            const struct betaflow_term *terms, const int32_t *table, long plain,
                            long weighted) {
  if (plain == 2 && weighted == 2)
    block_combine(out, count, n, first, factors, weights, terms, table, 2, 2);
  else if (plain == 1 && weighted == 4)
    block_combine(out, count, n, first, factors, weights, terms, table, 1, 4);
  else if (plain == 2 && weighted == 3)
    block_combine(out, count, n, first, factors, weights, terms, table, 2, 3);
  else
    __builtin_trap();
}

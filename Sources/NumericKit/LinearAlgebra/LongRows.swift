import CVectors

/// Loops over long rows of numbers, by code for the width of the processor's vectors where the scalar is
/// `Double`, else by plain loops.
@usableFromInline package enum LongRows {
  /// Numbers in a row from which on a call pays.
  @inlinable static var shortest: Int { 64 }

  /// Whether rows of a scalar are long enough.
  @usableFromInline @_transparent
  static func serve<Scalar>(_: Scalar.Type, count: Int) -> Bool {
    Scalar.self == Double.self && count >= shortest
  }

  /// Memory for numbers, its start aligned for the widest vectors, which otherwise lie across cache lines.
  @inlinable static func allocate<Scalar>(
    _: Scalar.Type = Scalar.self, capacity: Int
  ) -> UnsafeMutablePointer<Scalar> {
    UnsafeMutableRawPointer
      .allocate(byteCount: max(1, capacity) * MemoryLayout<Scalar>.stride, alignment: 64)
      .bindMemory(to: Scalar.self, capacity: capacity)
  }

  /// Seven factors at most, in memory.
  @usableFromInline typealias Factors = (Double, Double, Double, Double, Double, Double, Double)

  /// Writes `out = y + c_1 k_1 + … `, with the rows `k_j` one after the other, as many as have a factor;
  /// `out` may be `y`.
  @usableFromInline @_transparent static func advance<Scalar: FieldScalar>(
    _ y: UnsafePointer<Scalar>, _ k: UnsafePointer<Scalar>, _ n: Int,
    _ c: (Double, Double?, Double?, Double?, Double?, Double?),
    into out: UnsafeMutablePointer<Scalar>
  ) {
    if serve(Scalar.self, count: n) {
      let terms =
        c.1 == nil ? 1 : c.2 == nil ? 2 : c.3 == nil ? 3 : c.4 == nil ? 4 : c.5 == nil ? 5 : 6
      let factors = (c.0, c.1 ?? 0, c.2 ?? 0, c.3 ?? 0, c.4 ?? 0, c.5 ?? 0, 0.0)
      combine(y, k, count: n, factors, terms: terms, into: out)
      return
    }
    for i in 0..<n {
      var sum = c.0 * k[i]
      if let c2 = c.1 { sum += c2 * k[n + i] }
      if let c3 = c.2 { sum += c3 * k[2 * n + i] }
      if let c4 = c.3 { sum += c4 * k[3 * n + i] }
      if let c5 = c.4 { sum += c5 * k[4 * n + i] }
      if let c6 = c.5 { sum += c6 * k[5 * n + i] }
      out[i] = y[i] + sum
    }
  }

  /// Writes `out = base + Σ_j factors_j rows_j`, of rows of `Double` that stand one after the other.
  @usableFromInline @inline(never) static func combine(
    _ base: UnsafeRawPointer, _ rows: UnsafeRawPointer, count: Int, _ factors: Factors,
    terms: Int, into out: UnsafeMutableRawPointer
  ) {
    withUnsafeBytes(of: factors) { factors in
      guard let factors = factors.assumingMemoryBound(to: Double.self).baseAddress else { return }
      betaflow_combine(
        out.assumingMemoryBound(to: Double.self), base.assumingMemoryBound(to: Double.self),
        rows.assumingMemoryBound(to: Double.self), count, factors, terms)
    }
  }

  /// The largest square, and the sum of squares, of `Σ_j factors_j rows_j` over what is allowed:
  /// `allowed` times the scale of the larger of `from` and `to`.
  @usableFromInline @inline(never) static func squaredErrors(
    from: UnsafeRawPointer, to: UnsafeRawPointer, _ rows: UnsafeRawPointer, count: Int,
    _ factors: Factors, terms: Int, scales: UnsafeRawPointer, allowed: Double
  ) -> (largest: Double, total: Double) {
    var (largest, total) = (0.0, 0.0)
    withUnsafeBytes(of: factors) { factors in
      guard let factors = factors.assumingMemoryBound(to: Double.self).baseAddress else { return }
      betaflow_squared_errors(
        from.assumingMemoryBound(to: Double.self), to.assumingMemoryBound(to: Double.self),
        rows.assumingMemoryBound(to: Double.self), count, factors, terms,
        scales.assumingMemoryBound(to: betaflow_scale.self), allowed, &largest, &total)
    }
    return (largest, total)
  }
}

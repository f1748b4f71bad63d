/// Arithmetic on stretches of `N`-vectors that fit into the nearest cache.
///
/// Four numbers at a time, in a fixed order: results do not depend on the machine's vector width.
enum BlockArithmetic {
  typealias Lanes = SIMD4<Double>

  /// `y ← scale · y + factor · x`.
  @inline(__always) static func combine(
    _ y: UnsafeMutablePointer<Double>, times scale: Double, plus x: UnsafePointer<Double>,
    times factor: Double, count: Int
  ) {
    var i = 0
    while i + 4 <= count {
      store(scale * load(y + i) + factor * load(x + i), y + i)
      i += 4
    }
    while i < count {
      y[i] = scale * y[i] + factor * x[i]
      i += 1
    }
  }

  /// `v ← v.scale · v + v.factor · x` and the same for `w`, in one pass.
  @inline(__always) static func combine(
    _ v: UnsafeMutablePointer<Double>, by vTerms: (scale: Double, factor: Double),
    _ w: UnsafeMutablePointer<Double>, by wTerms: (scale: Double, factor: Double),
    with x: UnsafePointer<Double>, count: Int
  ) {
    var i = 0
    while i + 4 <= count {
      let x = load(x + i)
      store(vTerms.scale * load(v + i) + vTerms.factor * x, v + i)
      store(wTerms.scale * load(w + i) + wTerms.factor * x, w + i)
      i += 4
    }
    while i < count {
      v[i] = vTerms.scale * v[i] + vTerms.factor * x[i]
      w[i] = wTerms.scale * w[i] + wTerms.factor * x[i]
      i += 1
    }
  }

  /// `y ← x − factor · w`.
  @inline(__always) static func subtract(
    _ x: UnsafePointer<Double>, minus w: UnsafePointer<Double>, times factor: Double,
    into y: UnsafeMutablePointer<Double>, count: Int
  ) {
    var i = 0
    while i + 4 <= count {
      store(load(x + i) - factor * load(w + i), y + i)
      i += 4
    }
    while i < count {
      y[i] = x[i] - factor * w[i]
      i += 1
    }
  }

  /// `Σ_i x_i y_i`.
  @inline(__always) static func dot(
    _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, count: Int
  ) -> Double {
    var (even, odd) = (Lanes(repeating: 0), Lanes(repeating: 0))
    var i = 0
    while i + 8 <= count {
      even += load(x + i) * load(y + i)
      odd += load(x + i + 4) * load(y + i + 4)
      i += 8
    }
    var rest = 0.0
    while i < count {
      rest += x[i] * y[i]
      i += 1
    }
    return (even + odd).sum() + rest
  }

  /// `Σ_i x_i w_i`, `Σ_i x_i v_i` and `Σ_i w_i²`, in one pass.
  @inline(__always) static func dots(
    _ x: UnsafePointer<Double>, _ w: UnsafePointer<Double>, _ v: UnsafePointer<Double>, count: Int
  ) -> (xw: Double, xv: Double, ww: Double) {
    var (xw, xv, ww) = (Lanes(repeating: 0), Lanes(repeating: 0), Lanes(repeating: 0))
    var i = 0
    while i + 4 <= count {
      let (x, w) = (load(x + i), load(w + i))
      xw += x * w
      xv += x * load(v + i)
      ww += w * w
      i += 4
    }
    var sums = (xw.sum(), xv.sum(), ww.sum())
    while i < count {
      sums.0 += x[i] * w[i]
      sums.1 += x[i] * v[i]
      sums.2 += w[i] * w[i]
      i += 1
    }
    return sums
  }

  @inline(__always) private static func load(_ pointer: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private static func store(_ value: Lanes, _ pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: Lanes.self)
  }
}

import LinearVAE

/// A sum of products of the arrays of a script, multiplied out: what a sum or mean over coordinates or
/// latents is taken of.
///
/// In this form `(x − y)²` and `x² − 2xy + y²`, or a KL divergence with its ½ inside or outside, are the
/// same, so that a measure is recognised however it is written.
struct LossPolynomial: Sendable, Hashable {
  /// An array, or a function of one.
  indirect enum Factor: Sendable, Hashable {
    case name(String)
    case function(String, LossPolynomial)

    var text: String {
      switch self {
      case .name(let name): name
      case .function(let name, let argument): "\(name)(\(argument.text))"
      }
    }
  }

  /// The coefficient of each product, whose factors are sorted; none is 0.
  private(set) var coefficients: [[Factor]: Double]

  /// Longer sums are those of no loss.
  static let limit = 64

  static let one = LossPolynomial(coefficients: [[]: 1])

  init(_ factor: Factor) { coefficients = [[factor]: 1] }

  private init(coefficients: [[Factor]: Double]) {
    self.coefficients = coefficients.filter { $0.value != 0 }
  }

  private var text: String {
    coefficients.map { ([("\($0.value)")] + $0.key.map(\.text)).joined(separator: "*") }
      .sorted().joined(separator: "+")
  }

  /// The only product, if there is no other.
  private var single: (factors: [Factor], coefficient: Double)? {
    coefficients.count == 1 ? coefficients.first.map { ($0.key, $0.value) } : nil
  }

  // MARK: Arithmetic

  static func + (a: Self, b: Self) -> Self {
    Self(coefficients: a.coefficients.merging(b.coefficients, uniquingKeysWith: +))
  }

  func scaled(by factor: Double) -> Self {
    Self(coefficients: coefficients.mapValues { factor * $0 })
  }

  /// The product; `nil` for one of more than ``limit`` summands.
  func times(_ other: Self) -> Self? {
    guard coefficients.count * other.coefficients.count <= Self.limit else { return nil }
    var product: [[Factor]: Double] = [:]
    for (a, x) in coefficients {
      for (b, y) in other.coefficients {
        guard a.count + b.count <= Self.limit else { return nil }
        product[(a + b).sorted { $0.text < $1.text }, default: 0] += x * y
      }
    }
    return Self(coefficients: product)
  }

  var squared: Self? {
    if let (factors, coefficient) = single, case .function("exp", let power)? = factors.first,
      factors.count == 1
    {
      return power.scaled(by: 2).exponential?.scaled(by: coefficient * coefficient)
    }
    return times(self)
  }

  var exponential: Self? { function("exp") }

  var absolute: Self? { function("abs") }

  /// A function of the whole; `nil` for one that is written at such length, or nested so deep, as in no
  /// loss.
  private func function(_ name: String) -> Self? {
    text.utf8.count <= 1000 ? Self(.function(name, self)) : nil
  }

  var logarithm: Self? {
    var argument = self
    // What keeps a logarithm from −∞, as in log(1e-8 + σ²).
    if argument.coefficients.count > 1, abs(argument.coefficients[[]] ?? 1) <= 1e-4 {
      argument.coefficients[[]] = nil
    }
    if let (factors, coefficient) = argument.single, coefficient == 1 {
      if factors.count == 2, factors[0] == factors[1] {
        return Self(coefficients: [[.function("log", Self(factors[0]))]: 2])
      }
      if factors.count == 1, case .function("exp", let power) = factors[0] { return power }
    }
    return argument.function("log")
  }
}

extension LossPolynomial {
  /// What it measures, and how many times that.
  var measure: (measure: LossMeasure, factor: Double)? {
    if let factor = squaredError { return (.squaredError, factor) }
    if let factor = absoluteError { return (.likelihood(.laplace), factor) }
    if let factor = crossEntropy { return (.likelihood(.bernoulli), factor) }
    return divergence.map { (.kl(factor: 2, sampling: 1), $0) }
  }

  /// `c` of `c(a − b)²`.
  private var squaredError: Double? {
    let squares = coefficients.filter { $0.key.count == 2 && $0.key[0] == $0.key[1] }
    guard coefficients.count == 3, squares.count == 2, let factor = squares.first?.value,
      squares.allSatisfy({ $0.value == factor })
    else { return nil }
    let cross = squares.keys.map { $0[0] }.sorted { $0.text < $1.text }
    return coefficients[cross] == -2 * factor ? factor : nil
  }

  /// `c` of `c|a − b|`.
  private var absoluteError: Double? {
    guard let (factors, coefficient) = single, factors.count == 1,
      case .function("abs", let argument) = factors[0], argument.coefficients.count == 2,
      argument.coefficients.allSatisfy({ $0.key.count == 1 && abs($0.value) == 1 }),
      argument.coefficients.values.reduce(0, +) == 0
    else { return nil }
    return coefficient
  }

  /// `c` of `−c(x ln y + (1 − x) ln(1 − y))`.
  private var crossEntropy: Double? {
    guard coefficients.count == 3 else { return nil }
    for (key, coefficient) in coefficients {
      guard key.count == 1, case .function("log", let complement) = key[0] else { continue }
      guard let probability = (Self.one + complement.scaled(by: -1)).logarithm else { continue }
      let pairs = coefficients.filter { $0.key.count == 2 }
      for case (.name(let target), .function) in pairs.keys.map({ ($0[0], $0[1]) })
        + pairs.keys.map({ ($0[1], $0[0]) })
      {
        let x = Self(.name(target))
        let entropy = x.times(probability).map {
          $0 + Self(key[0]) + (x.times(Self(key[0])) ?? x).scaled(by: -1)
        }
        if entropy?.scaled(by: coefficient) == self { return -coefficient }
      }
    }
    return nil
  }

  /// `c` of `c(μ² + e^v − v − 1)`, with `e^v` as it is or as a variance or the square of a deviation.
  private var divergence: Double? {
    guard let one = coefficients[[]], one != 0 else { return nil }
    // 1 + v − μ² − e^v
    let form = Self(coefficients: coefficients.mapValues { $0 / one })
    let negative = form.coefficients.filter { $0.value == -1 }.keys
    for mean in negative where mean.count == 2 && mean[0] == mean[1] {
      for variance in negative where variance != mean {
        var rest = form.coefficients
        for key in [[], mean, variance] { rest[key] = nil }
        let logarithm = Self(coefficients: [variance: 1]).logarithm
        if Self(coefficients: rest) == logarithm { return -one }
      }
    }
    return nil
  }
}

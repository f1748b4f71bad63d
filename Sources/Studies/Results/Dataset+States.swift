import LinearVAE
import NumericKit
import Storage

extension Dataset {
  /// Adds `m`, `d`, `Q`, `E`, `R` and `D`.
  ///
  /// - Parameters:
  ///   - states: As many as fill the axes, all of one shape.
  ///   - path: Where they stand in JSON, such as `states[]`.
  ///   - prefix: Begins each name.
  ///   - suffix: Ends each name.
  ///   - remark: What they are: "mean over runs".
  ///   - shape: The lengths of the axes; the number of states unless given.
  ///   - parts: The lengths of the parts into which the first axis falls in JSON.
  ///   - axes: The axes of the states.
  mutating func add(
    states: [OrderParameters], at path: String, prefix: String = "", suffix: String = "",
    _ remark: String = "",
    shape: [Int]? = nil, parts: [Int]? = nil, over axes: String...
  ) {
    guard let first = states.first else { return }
    let leading = shape ?? [states.count]
    let ending = remark.isEmpty ? "." : "; \(remark)."
    for (letter, member, meaning) in Self.matrices {
      let (rows, columns) = (first[keyPath: member].rows, first[keyPath: member].columns)
      let isOverlap = member == \.m || member == \.d
      add(
        prefix + letter + suffix, .numbers(states.flatMap { $0[keyPath: member].elements }),
        meaning + ending,
        path: "\(path).\(letter)", shape: leading + [rows, columns], parts: parts,
        axes: axes + ["latent", isOverlap ? "factor" : "other latent"])
    }
    add(
      "\(prefix)D\(suffix)", .numbers(states.flatMap(\.D)), "Variance of the encoder" + ending,
      path: "\(path).D",
      shape: leading + [first.latents], parts: parts, axes: axes + ["latent"])
  }

  private static let matrices: [(String, any KeyPath<OrderParameters, Matrix> & Sendable, String)] =
    [
      ("m", \.m, "Overlap of the decoder with the factors"),
      ("d", \.d, "Overlap of the encoder with the factors"),
      ("Q", \.Q, "Overlap of the decoder with itself"),
      ("E", \.E, "Overlap of the encoder with itself"),
      ("R", \.R, "Overlap of the decoder with the encoder"),
    ]

  /// What each form of the generalization error measures.
  static func meaning(of form: GeneralizationError) -> String {
    switch form {
    case .aligned: "Generalization error, each factor assigned the latent that suits it best."
    case .paired: "Generalization error with latent s standing for factor s."
    case .subspace: "Generalization error up to rotations of the latents."
    case .pooled: "Generalization error of the sum of all latents against the sum of all factors."
    }
  }

  /// Adds each form of the generalization error of states.
  mutating func add(
    errorsOf states: [OrderParameters], data: SpikedData, at path: String, over axis: String
  ) {
    for form in GeneralizationError.allCases {
      add(
        "generalization_error_\(form.rawValue)",
        .numbers(states.map { $0.generalizationError(form, data: data) }),
        Self.meaning(of: form), at: "\(path).\(form.rawValue)", over: axis)
    }
  }

  /// Adds `β` at each time, or that of each latent.
  mutating func add(
    _ beta: EffectiveBeta, named name: String = "beta",
    _ documentation: String = "Weight of the KL term."
  ) {
    let (count, latents) = (beta.series.first?.count ?? 0, beta.series.count)
    let values = (0..<count).flatMap { time in beta.series.map { $0[time] } }
    if beta.isPerLatent {
      add(
        name, .numbers(values), documentation, shape: [count, latents], over: "time", "latent")
    } else {
      add(name, .numbers(values), documentation, over: "time")
    }
  }
}

extension OrderParameters {
  /// A number of each order parameter of two states.
  package func combined(
    with other: OrderParameters, by value: (Double, Double) -> Double
  ) -> OrderParameters {
    func matrix(_ x: Matrix, _ y: Matrix) -> Matrix {
      Matrix(rows: x.rows, columns: x.columns, elements: zip(x.elements, y.elements).map(value))
    }
    return OrderParameters(
      m: matrix(m, other.m), d: matrix(d, other.d), Q: matrix(Q, other.Q), E: matrix(E, other.E),
      R: matrix(R, other.R), D: zip(D, other.D).map(value))
  }
}

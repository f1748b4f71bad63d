import NumericKit

extension FeedbackLaw: Codable {
  /// All forms: to add one, add a case of the controller, its row here and its values below.
  static let forms: [NumberForm<Controller>] = [
    NumberForm(
      name: "capacity", numbers: [FormNumber(key: "gamma"), .width], others: ["target"]
    ) { .capacity(gamma: $0[0], width: $0[1]) },
    NumberForm(name: "free_bits", numbers: [FormNumber(key: "nats"), .width], others: ["beta"]) {
      .freeBits(nats: $0[0], width: $0[1])
    },
    NumberForm(
      name: "control",
      numbers: [
        FormNumber(key: "kp", domain: .nonNegative, fallback: Default.proportional),
        FormNumber(key: "ki"), .min,
        FormNumber(key: "max", domain: .aboveMin, fallback: BetaSchedule.Default.max),
      ], others: ["set"]
    ) { .control(proportional: $0[0], integral: $0[1], min: $0[2], max: $0[3]) },
    NumberForm(
      name: "geco",
      numbers: [
        .rate, FormNumber(key: "average", domain: .nonNegative, fallback: Default.average),
        FormNumber(key: "initial", domain: .any, fallback: Default.initial),
        FormNumber(key: "min", fallback: Default.multiplierBounds.min),
        FormNumber(key: "max", domain: .aboveMin, fallback: Default.multiplierBounds.max),
      ], others: ["explained"]
    ) { .geco(rate: $0[0], average: $0[1], initial: $0[2], min: $0[3], max: $0[4]) },
  ]

  private var parts: (name: String, values: [Double]) {
    switch controller {
    case .capacity(let gamma, let width): ("capacity", [gamma, width])
    case .freeBits(let nats, let width): ("free_bits", [nats, width])
    case .control(let proportional, let integral, let min, let max):
      ("control", [proportional, integral, min, max])
    case .geco(let rate, let average, let initial, let min, let max):
      ("geco", [rate, average, initial, min, max])
    }
  }

  /// The key of ``reference`` in the problem file.
  package var referenceKey: String {
    Self.forms.named(parts.name)?.others.first?.stringValue ?? ""
  }

  /// Reads `{schedule: control, set: 1.2, ki: 0.02}` and the like.
  ///
  /// - Throws: `InvalidProblem`.
  public init(from decoder: any Decoder) throws {
    guard let form = Self.forms.named(decoder.scheduleName ?? ""), let key = form.others.first
    else {
      throw InvalidProblem(
        "schedule", found: decoder.scheduleName.map { "\"\($0)\"" } ?? "nothing",
        allowed: "one of \(Self.forms.map(\.name).joined(separator: ", "))"
      ).below(decoder.keyPath)
    }
    let section = try form.section(decoder)
    controller = try form.value(in: section)
    let (meaning, fallback): (String, BetaSchedule?) =
      switch controller {
      case .capacity, .control: ("nats", nil)
      case .freeBits: ("β", .constant(BetaSchedule.Default.max))
      case .geco: ("the variance to be explained", nil)
      }
    reference = try section.value(key, "\(meaning): a number or a schedule", default: fallback)
  }

  /// Writes a mapping with all keys.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: AnyKey.self)
    try container.encode(parts.name, forKey: "schedule")
    try container.encode(reference, forKey: AnyKey(stringValue: referenceKey))
    try Self.forms.named(parts.name)?.encode(parts.values, to: &container)
  }
}

extension FeedbackLaw {
  /// Checks that the parameters describe a law.
  ///
  /// - Throws: ``InvalidProblem`` with the parameter's name in the problem file as key path.
  public func validate() throws(InvalidProblem) {
    do { try reference.validate() } catch { throw error.below(referenceKey) }
    try Self.forms.named(parts.name)?.validate(parts.values)
    switch controller {
    case .freeBits(let nats, _) where reference.vanishesIdentically:
      throw InvalidProblem(
        "beta", found: "0 at all times",
        allowed: "a β > 0 at some time: the weight above \(nats) nats")
    case .geco(_, _, let initial, let min, let max):
      try InvalidProblem.require(
        initial >= min && initial <= max, "initial", initial,
        "a number from min to max, \(min) to \(max)")
    default: break
    }
  }

  /// Checks that a model can do what the law asks for.
  ///
  /// Any KL divergence is within reach, since `Σ ½ ln(Λ_i/β)` of (water-filling) grows without bound
  /// as `β → 0`; the variance that `M` latents can explain is the sum of the `M` largest eigenvalues.
  ///
  /// - Parameter eigenvalues: The largest of the covariance, one per latent as far as there are.
  /// - Throws: `InvalidProblem` with the key `explained`, if that is more than latents can explain.
  func validate(forEigenvalues eigenvalues: [Double]) throws(InvalidProblem) {
    guard case .geco = controller else { return }
    let (latents, most) = (eigenvalues.count, eigenvalues.reduce(0, +))
    try InvalidProblem.require(
      reference.supremum < most, "explained", found: "\(reference.supremum)",
      allowed: "numbers < \(most)",
      advice: "\(latents == 1 ? "1 latent explains" : "\(latents) latents explain") at most the "
        + "sum of as many eigenvalues of the covariance, and that only as β → 0")
  }
}

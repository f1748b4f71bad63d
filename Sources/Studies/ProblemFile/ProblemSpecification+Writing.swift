import FiniteSize
import LinearVAE
import NumericKit
import Yams

extension ProblemSpecification {
  /// The specification as a problem file, with all defaults filled in.
  ///
  /// Numbers are written with as many digits as it takes to read the same ones back, so that reading
  /// the result gives an equal specification.
  ///
  /// - Returns: YAML text that ends with a line break.
  public func yaml() -> String {
    do {
      return try Yams.serialize(node: written.node(), width: -1, allowUnicode: true)
    } catch {
      preconditionFailure("a tree of plain scalars, lists and mappings is YAML: \(error)")
    }
  }

  private var written: StructuredValue {
    .mapping([
      "data": problem.data.written,
      "model": .mapping(["latents": .whole(problem.latents)]),
      "training": problem.training.written,
      "initial": initial?.written,
      "time": time?.written,
      "simulation": simulation?.written,
    ])
  }
}

extension ProblemSpecification: Encodable {
  /// Writes the keys of the problem file, with all defaults filled in.
  public func encode(to encoder: any Encoder) throws { try written.encode(to: encoder) }
}

extension StructuredValue {
  fileprivate static func numbers(_ values: [Double]) -> StructuredValue {
    .list(values.map { .number($0) })
  }

  fileprivate static func matrix(_ matrix: Matrix) -> StructuredValue {
    .list(matrix.rowArrays.map(numbers))
  }
}

extension SpikedData {
  fileprivate var written: StructuredValue {
    .mapping([
      "signals": .numbers(signals), "noise": .number(noise), "overlap": .matrix(overlap),
      "distribution": .text(distribution.rawValue),
    ])
  }
}

extension Training {
  fileprivate var written: StructuredValue {
    .mapping([
      "rates": rates.written, "weight_decay": .number(weightDecay), "batch": .whole(batch),
      "variance": .text(variance.rawValue), "beta": weight.written,
    ])
  }
}

extension LearningRates {
  fileprivate var written: StructuredValue {
    switch self {
    case .limit: .text("limit")
    case .finite(let decoder, let encoder, let variance):
      .mapping([
        "decoder": .number(decoder), "encoder": .number(encoder), "variance": .number(variance),
      ])
    }
  }
}

extension KLWeight {
  /// The value of `training.beta`.
  fileprivate var written: StructuredValue {
    switch self {
    case .schedule(let schedule): schedule.written
    case .feedback(let law): law.written
    }
  }
}

extension BetaSchedule {
  /// The schedule as a problem file writes it.
  var written: StructuredValue {
    func schedule(_ name: String, _ keys: KeyValuePairs<String, Double>) -> StructuredValue {
      .mapping(
        [.init(key: "schedule", value: .text(name))]
          + keys.map { .init(key: $0, value: .number($1)) })
    }
    switch self {
    case .constant(let value):
      return .number(value)
    case .tanh(let rate, let max):
      return schedule("tanh", ["rate": rate, "max": max])
    case .linear(let rate, let min, let max):
      return schedule("linear", ["rate": rate, "min": min, "max": max])
    case .cyclical(let period, let ratio, let min, let max, let ramp):
      return .mapping([
        "schedule": .text("cyclical"), "period": .number(period), "ratio": .number(ratio),
        "min": .number(min), "max": .number(max), "ramp": .text(ramp.rawValue),
      ])
    case .sigmoid(let steepness, let midpoint, let max):
      return schedule("sigmoid", ["steepness": steepness, "midpoint": midpoint, "max": max])
    case .cosine(let duration, let min, let max):
      return schedule("cosine", ["duration": duration, "min": min, "max": max])
    case .exponential(let rate, let max):
      return schedule("exponential", ["rate": rate, "max": max])
    case .points(let points):
      return .mapping([
        "schedule": .text("points"),
        "points": .list(points.map { .numbers([$0.time, $0.beta]) }),
      ])
    }
  }
}

extension InitialCondition {
  fileprivate var written: StructuredValue {
    switch self {
    case .random: .text("random")
    case .overlapping(let start):
      .mapping([
        "overlap": start.overlap.writtenOverlap, "decoder_norm": .number(start.decoderNorm),
        "encoder_norm": .number(start.encoderNorm), "variance": .number(start.variance),
      ])
    case .explicit(let state):
      .mapping([
        "m": .matrix(state.m), "d": .matrix(state.d), "Q": .matrix(state.Q),
        "E": .matrix(state.E), "R": .matrix(state.R), "D": .numbers(state.D),
      ])
    }
  }
}

extension Matrix {
  /// One number when all elements are equal, as it may be given.
  fileprivate var writtenOverlap: StructuredValue {
    guard let first = elements.first, elements.allSatisfy({ $0 == first }) else {
      return .matrix(self)
    }
    return .number(first)
  }
}

extension TimeGrid {
  fileprivate var written: StructuredValue {
    switch self {
    case .even(let end, let samples):
      .mapping(["end": .number(end), "samples": .whole(samples)])
    case .at(let times): .mapping(["at": .numbers(times)])
    }
  }
}

extension SimulationSettings {
  fileprivate var written: StructuredValue {
    .mapping([
      "dimension": .whole(dimension), "replicas": .whole(replicas), "seed": .seed(seed),
      "method": .text(method.rawValue),
    ])
  }
}

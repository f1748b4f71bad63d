/// What one network of the calibration study ended in.
package struct CalibrationRun: Sendable, Hashable {
  /// How `β` went over training.
  package enum Schedule: String, Sendable, Hashable, CaseIterable {
    /// The same at all steps.
    case constant
    /// Risen linearly from 0 over the first 40 % of the steps.
    case ramp
  }

  /// How large the first weights were.
  package enum Start: String, Sendable, Hashable, CaseIterable {
    /// Uniform on `±1/√inputs`.
    case pytorch
    /// Normal of variance `2/inputs`, after He.
    case he
  }

  /// The name of the data set.
  package let data: String
  /// The likelihood of the decoder, by its name in `Likelihood`.
  package let decoder: String
  package let network: DeclaredNetwork
  package let start: Start
  package let schedule: Schedule
  package let seed: Int
  /// The level over the largest eigenvalue that it is compared with.
  package let ratio: Double
  /// The KL divergence of all latents together in nats: `Σ ½ ln(λ/β)` over the eigenvalues above the level,
  /// and what was measured.
  package let predicted: Double, measured: Double
  /// The share of units in the decoder's last hidden layer that do not react to `z`.
  package let deadShare: Double

  package init(
    data: String, decoder: String, network: DeclaredNetwork, start: Start = .pytorch,
    schedule: Schedule, seed: Int, ratio: Double, predicted: Double, measured: Double,
    deadShare: Double
  ) {
    (self.data, self.decoder, self.network, self.schedule) = (data, decoder, network, schedule)
    (self.start, self.seed, self.ratio, self.predicted) = (start, seed, ratio, predicted)
    (self.measured, self.deadShare) = (measured, deadShare)
  }

  /// A run that kept less than this share of what is predicted has stuck.
  package static let stuckShare = 0.1

  /// Whether it ended without the latents that could live.
  package var isStuck: Bool { predicted > 0 && measured < Self.stuckShare * predicted }
}

extension CalibrationRun {
  /// Reads the lines of ``CalibrationTable``.
  ///
  /// - Precondition: The text is what the script of the study makes.
  static func all(in text: String) -> [CalibrationRun] {
    var ratios: [Double] = []
    var predictions: [[Substring]: [Double]] = [:]
    var runs: [CalibrationRun] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").dropFirst()
      switch line.prefix(while: { $0 != " " }) {
      case "ratios": ratios = words.map(number)
      case "predicted": predictions[Array(words.prefix(2))] = words.dropFirst(2).map(number)
      default:
        guard let kind = DeclaredNetwork.Kind(rawValue: String(words[3])),
          let activation = DeclaredNetwork.Activation(rawValue: String(words[4])),
          let start = Start(rawValue: String(words[5])),
          let schedule = Schedule(rawValue: String(words[6])),
          let predicted = predictions[Array(words.prefix(2))]
        else { preconditionFailure("the table of runs has a line \(line)") }
        let values = words.dropFirst(7).map(number)
        for (index, ratio) in ratios.enumerated() {
          runs.append(
            CalibrationRun(
              data: String(words[1]), decoder: String(words[2]),
              network: DeclaredNetwork(kind, activation: activation), start: start,
              schedule: schedule,
              seed: Int(number(words[7])), ratio: ratio, predicted: predicted[index],
              measured: values[index], deadShare: values[ratios.count + index]))
        }
      }
    }
    return runs
  }

  private static func number(_ text: Substring) -> Double {
    guard let value = Double(text) else { preconditionFailure("the table of runs has \(text)") }
    return value
  }
}

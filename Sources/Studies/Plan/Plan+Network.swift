import Fitting
import LinearVAE
import Spectra
import Storage

extension Plan {
  /// What the calibration study says of the network that was declared; `nil` without one.
  public var networkForecast: NetworkForecast? {
    specification.network.map { networkForecast(for: $0, by: .committed) }
  }

  func networkForecast(
    for network: DeclaredNetwork, by study: CalibrationStudy
  ) -> NetworkForecast {
    let ratio = calibrationRatio
    let schedule = specification.calibratedSchedule
    func condition(_ schedule: CalibrationRun.Schedule) -> CalibrationStudy.Condition? {
      study.nearestRatio(to: ratio).map {
        .init(decoder: specification.decoder.name, schedule: schedule, ratio: $0)
      }
    }
    func tally(_ schedule: CalibrationRun.Schedule) -> NetworkForecast.Tally {
      NetworkForecast.Tally(
        condition(schedule).map { study.runs($0) }?.filter { $0.network.isOne(of: network) } ?? [])
    }
    let (constant, ramped) = (tally(.constant), tally(.ramp))
    var gap = calibrationGap(ratio: ratio, study)
    if gap == nil, constant.runs + ramped.runs == 0 {
      gap = "include no \(network.name) with \(specification.decoder.name) decoders"
    }
    let chosen = gap == nil ? schedule.flatMap(condition) : nil
    let factors = chosen.flatMap { study.interval($0) }
    let scale = chosen.map { $0.ratio < 1 ? forecast.rate : 1 } ?? 1
    let kept = chosen.map { study.runs($0).filter { !$0.isStuck } } ?? []
    let left = chosen.map(study.leaveOneOut)
    return NetworkForecast(
      network: network, ratio: ratio, isRamped: schedule == .ramp,
      interval: factors.map { scale * $0.lowerBound...scale * $0.upperBound },
      dataSets: Set(kept.map(\.data)).count, intervalRuns: kept.count,
      coverage: left.flatMap { $0.runs > 0 ? Double($0.inside) / Double($0.runs) : nil },
      constant: constant, ramped: ramped,
      gap: gap ?? (factors == nil ? "are on too few data sets at such a level" : nil))
  }

  /// Where networks like those of this plan ended, over what is predicted; under a constant weight or a rising
  /// one if no schedule was told.
  ///
  /// - Returns: `nil` outside of what was studied, or where no latent can live.
  func studiedFactors(by study: CalibrationStudy) -> StudiedFactors? {
    guard forecast.active > 0, calibrationGap(ratio: calibrationRatio, study) == nil,
      let ratio = study.nearestRatio(to: calibrationRatio), ratio < 1
    else { return nil }
    let schedules =
      specification.schedule == nil
      ? CalibrationRun.Schedule.allCases : [specification.calibratedSchedule].compactMap { $0 }
    let found = schedules.map { schedule in
      CalibrationStudy.Condition(
        decoder: specification.decoder.name, schedule: schedule, ratio: ratio)
    }.compactMap { condition in study.interval(condition).map { (condition, $0) } }
    guard let low = found.map(\.1.lowerBound).min(), let high = found.map(\.1.upperBound).max()
    else { return nil }
    let runs = found.flatMap { study.runs($0.0).filter { !$0.isStuck } }
    return StudiedFactors(
      factors: low...high, runs: runs.count, dataSets: Set(runs.map(\.data)).count)
  }

  /// The level over the largest eigenvalue.
  private var calibrationRatio: Double {
    let largest = spectrum.eigenvalues[0]
    return largest > 0 ? level / largest : .infinity
  }

  /// What of this plan is outside the study, a clause; `nil` if nothing is.
  var calibrationGap: String? { calibrationGap(ratio: calibrationRatio, .committed) }

  private func calibrationGap(ratio: Double, _ study: CalibrationStudy) -> String? {
    let decoders = Set(study.runs.map(\.decoder)).sorted()
    guard decoders.contains(specification.decoder.name) else {
      return
        "have no \(specification.decoder.name) decoders, only \(decoders.joined(separator: ", "))"
    }
    guard specification.calibratedSchedule != nil else {
      return
        "had a constant KL weight, or one that rose linearly from 0 over the first 40 % of the steps"
    }
    if specification.optimizer == .sgd && specification.learningRate != nil {
      return "were trained by Adam, not by plain SGD"
    }
    if let steps = specification.length?.steps, steps < CalibrationStudy.fewestSteps {
      return "were trained for at least \(CalibrationStudy.fewestSteps) steps"
    }
    if specification.latents < directions, specification.latents < 10 {
      return "had at least 10 latents, or as many as could live"
    }
    guard study.nearestRatio(to: ratio) != nil else {
      let ratios = study.ratios
      let living = ratios.filter { $0 < 1 }
      return
        "had levels from \(number(living.last ?? 0)) to \(number(living.first ?? 0)) of the largest "
        + "eigenvalue, and \(number(ratios.first ?? 0)) above it, and this one is \(number(ratio))"
    }
    return nil
  }

  /// What becomes of networks of the declared kind.
  func sentence(_ network: NetworkForecast) -> String {
    guard let interval = network.interval, network.gap == nil else {
      return
        "How far \(network.network.name) are from the linear model is not known here: the networks that "
        + "were studied \(network.gap ?? "are others")."
    }
    let source = "\(network.intervalRuns) runs on \(network.dataSets) data sets"
    guard forecast.active > 0 else {
      return "Networks agree: above the largest eigenvalue none of \(source) kept more than "
        + "\(number(interval.upperBound)) nats."
    }
    let own = network.isRamped ? network.ramped : network.constant
    let weight = network.isRamped ? "a weight that rises" : "a constant weight"
    var stuck = ""
    if own.runs > 0 {
      stuck = "\(own.stuck == 0 ? "none" : "\(own.stuck)") of \(own.runs) \(network.network.name)"
      stuck += " at such a level got stuck without any KL under \(weight)"
      if !network.isRamped && own.stuck > 0 && network.ramped.runs > 0 {
        let saved = network.ramped
        stuck +=
          ", \(saved.stuck == 0 ? "none" : "\(saved.stuck)") of \(saved.runs) under one that rises"
      }
      stuck += "; "
    }
    let text =
      stuck + "networks that learn end at \(number(interval.lowerBound)) to "
      + "\(number(interval.upperBound)) nats in all where the linear model has \(number(forecast.rate)) "
      + "(a 90 % interval from \(source))."
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  /// Adds what becomes of a network, if one was declared.
  func addNetwork(to data: inout Dataset) {
    guard let network = networkForecast else { return }
    func add(
      _ name: String, _ values: Dataset.Values, _ meaning: String, over axes: String...
    ) {
      data.add(
        "network_\(name)", values, meaning, path: "network.\(name)", shape: nil, parts: nil,
        axes: axes)
    }
    add("kind", .texts([network.network.kind.rawValue]), "The network: `mlp` or `cnn`.")
    add(
      "activation", .texts([network.network.activation?.rawValue]),
      "What its hidden units do: `relu`, `tanh` or `silu`; missing if not declared.")
    add("ratio", .optionals([network.ratio]), "The level over the largest eigenvalue.")
    add(
      "ramped", .flags([network.isRamped]),
      "Whether the KL weight rises as in the study, or is constant.")
    add(
      "studied", .flags([network.gap == nil]),
      "Whether the calibration study has networks trained like this.")
    add("gap", .texts([network.gap]), "Why not.")
    add(
      "kl_interval", .numbers(network.interval.map { [$0.lowerBound, $0.upperBound] } ?? []),
      "Where the KL of all latents is expected if the network does not get stuck, in nats.",
      over: "bound")
    add(
      "confidence", .numbers([CalibrationStudy.confidence]),
      "How often that interval should hold a run on other data.")
    add("runs", .whole([network.intervalRuns]), "Runs that the interval is from.")
    add("data_sets", .whole([network.dataSets]), "Data sets that they are on.")
    add(
      "coverage", .optionals([network.coverage]),
      "The share of these runs inside the interval that the other data sets give; missing if they are too few."
    )
    for (name, tally, weight) in [
      ("stuck", network.constant, "a constant weight"),
      ("stuck_ramped", network.ramped, "one that rises"),
    ] {
      add(
        "\(name)_share", .optionals([tally.share]),
        "The share of such networks at such a level that got stuck without any KL under \(weight).")
      add("\(name)_runs", .whole([tally.runs]), "How many networks that is a share of.")
    }
  }
}

extension PlanSpecification {
  /// The schedule of the calibration study that training has; `nil` for others.
  ///
  /// A linear rise from 0 counts as the study's if it takes from half of its share of the steps to one and a
  /// half times that.
  var calibratedSchedule: CalibrationRun.Schedule? {
    switch schedule {
    case nil, .constant: return .constant
    case .linear(let rate, let min, let max):
      guard min == 0, let length else { return nil }
      let share = max / rate / Double(length.steps) / Plan.rampShare
      return (0.5...1.5).contains(share) ? .ramp : nil
    default: return nil
    }
  }
}

extension DeclaredNetwork {
  /// Whether it is what another one declares.
  fileprivate func isOne(of other: DeclaredNetwork) -> Bool {
    kind == other.kind && (other.activation == nil || activation == other.activation)
  }
}

import Foundation
import LinearVAE
import ProblemFiles
import Studies
import TestSupport
import Testing

/// Names of other libraries give the weights that those libraries compute, at every step.
@Suite("Schedules of other libraries")
struct ScheduleAliasTests {
  private static let steps = 1000

  private func weights(
    _ text: String, flags: ScheduleInput.Flags = scheduleFlags(epochs: 20)
  ) throws -> (weights: [Double], notes: [String]) {
    let input = try ScheduleInput(text, flags: flags)
    let study = try ScheduleStudy(input)
    return ((0..<Self.steps).map(study.beta(atStep:)), input.notes.map(\.message))
  }

  /// scvi-tools counts epochs if it has a number of them, else steps.
  private func scvi(
    step: Int, epochs: Int?, steps: Int?, max: Double = 1, min: Double = 0
  ) -> Double {
    let slope = max - min
    let epoch = step / 50
    if let epochs {
      if epoch < epochs { return slope * (Double(epoch) / Double(epochs)) + min }
    } else if let steps {
      if step < steps { return slope * (Double(step) / Double(steps)) + min }
    }
    return max
  }

  @Test(arguments: [
    "{n_steps_kl_warmup: 400, max_kl_weight: 2, min_kl_weight: 0.5}",
    "{n_steps_kl_warmup: 400, n_epochs_kl_warmup: 0, max_kl_weight: 2, min_kl_weight: 0.5}",
    "{n_steps_kl_warmup: 400, n_epochs_kl_warmup: null, max_kl_weight: 2, min_kl_weight: 0.5}",
    "linear(n_steps_kl_warmup=400, n_epochs_kl_warmup=None, max_kl_weight=2, min_kl_weight=0.5)",
    "{schedule: warmup, n_steps_kl_warmup: 400, max: 2, min: 0.5}",
  ])
  func warmupOverSteps(text: String) throws {
    for (step, weight) in try weights(text).weights.enumerated() {
      let expected = scvi(step: step, epochs: nil, steps: 400, max: 2, min: 0.5)
      #expect(abs(weight - expected) < 1e-14)
    }
  }

  /// There `β` is held for each epoch; ours agrees at the first step of each.
  @Test func warmupOverEpochs() throws {
    let (weights, notes) = try weights(
      "{n_epochs_kl_warmup: 8, n_steps_kl_warmup: 3, max_kl_weight: 0.5}")
    for step in stride(from: 0, to: Self.steps, by: 50) {
      let expected = scvi(step: step, epochs: 8, steps: 3, max: 0.5)
      #expect(abs(weights[step] - expected) < 1e-14)
    }
    #expect(notes.contains { $0.hasPrefix("has no effect beside n_epochs_kl_warmup") })
    #expect(notes.contains { $0.contains("holds β for each epoch") })
    #expect(notes.contains { $0.hasSuffix("n_epochs_kl_warmup = 0.00125 per step") })
  }

  /// Without a warm-up the weight is the largest one from the start.
  @Test(arguments: [
    "{n_epochs_kl_warmup: null, max_kl_weight: 0.5}",
    "{n_epochs_kl_warmup: 0, n_steps_kl_warmup: null, max_kl_weight: 0.5}",
    "linear(n_epochs_kl_warmup=None, n_steps_kl_warmup=0, max=0.5)",
  ])
  func warmupSwitchedOff(text: String) throws {
    let (weights, notes) = try weights(text)
    #expect(weights.allSatisfy { $0 == scvi(step: 0, epochs: nil, steps: nil, max: 0.5) })
    #expect(notes.contains("read as no warm-up: β = 0.5 throughout"))
  }

  @Test func warmupToWhereItStarts() throws {
    let text = "{n_steps_kl_warmup: 400, max_kl_weight: 0.5, min_kl_weight: 0.5}"
    #expect(try weights(text).weights.allSatisfy { $0 == 0.5 })
  }

  /// `τ = mod(i, T/M) / (T/M)`, `β = f(τ/R)` while `τ ≤ R`, else 1, with `i` from 0.
  @Test(arguments: [
    ("{schedule: cyclical, n_cycle: 4, ratio: 0.25}", BetaSchedule.Ramp.linear),
    ("{n_cycle: 4, R: 0.25}", .linear),
    ("cyclical(M=4, R=0.25, ramp=cosine)", .cosine),
    ("frange_cycle_linear(n_cycle=4, ratio=0.25, start=0, stop=1)", .linear),
    ("frange_cycle_cosine(n_cycle=4, ratio=0.25)", .cosine),
    ("frange_cycle_sigmoid(n_cycle=4, ratio=0.25)", .sigmoid),
  ])
  func cycles(text: String, ramp: BetaSchedule.Ramp) throws {
    func logistic(_ v: Double) -> Double { 1 / (1 + exp(6 - 12 * v)) }
    for (step, weight) in try weights(text).weights.enumerated() {
      let v = Double(step % 250) / 250 / 0.25
      let (expected, tolerance) =
        switch ramp {
        case .linear: (min(v, 1), 1e-14)
        case .cosine: (v < 1 ? 0.5 - 0.5 * cos(v * Double.pi) : 1, 1e-14)
        // Theirs starts at 1/(1 + e⁶) and ends as far from 1; ours is scaled to 0 and 1.
        case .sigmoid: (v < 1 ? logistic(v) : 1, 1.001 * logistic(0))
        }
      #expect(abs(weight - expected) <= tolerance, "at \(step)")
    }
  }

  @Test func logistic() throws {
    for text in ["logistic(k=0.025, x0=250)", "{schedule: sigmoid, k: 0.025, x0: 250}"] {
      for (step, weight) in try weights(text).weights.enumerated() {
        #expect(abs(weight - 1 / (1 + exp(-0.025 * (Double(step) - 250)))) < 1e-14)
      }
    }
  }

  /// Trajectron with `kl_weight = 100`: half of it at the crossover, 99 % at step 860.
  @Test func trajectron() throws {
    let flags = scheduleFlags(steps: 1000)
    let (weights, _) = try weights(
      "{kl_weight: 100, kl_crossover: 400, kl_sigmoid_divisor: 4}", flags: flags)
    #expect(weights[400] == 50)
    #expect(weights[859] < 99 && weights[860] > 99 && weights[860] < 99.01)
    let other = try self.weights("sigmoid(k=0.01, x0=400, max=100)", flags: flags).weights
    for (ours, theirs) in zip(weights, other) { #expect(abs(ours - theirs) < 1e-12) }
  }

  /// `step / steps_per_epoch` with a step that is set to 0 at the start of each epoch, of 50 steps.
  @Test func aCounterThatIsResetEachEpoch() throws {
    let flags = scheduleFlags(epochs: 20, unit: .epochs)
    let inEpochs = try weights("cyclical(1, ratio=1)", flags: flags).weights
    let inSteps = try weights("cyclical(50, ratio=1)").weights
    for step in 0..<Self.steps {
      let expected = Double(step % 50) / 50
      #expect(abs(inEpochs[step] - expected) < 1e-13 && abs(inSteps[step] - expected) < 1e-13)
    }
  }

  /// `min(0.2, step/200 000)` is at its cap from step 40 000.
  @Test(arguments: ["linear(1/200000, max=0.2)", "warmup(40000, max=0.2)"])
  func cappedRamp(text: String) throws {
    let study = try ScheduleStudy(ScheduleInput(text, flags: scheduleFlags(steps: 50_000)))
    for step in [0, 1, 777, 39_999, 40_000, 49_999] {
      let expected = min(0.2, Double(step) / 200_000)
      #expect(abs(study.beta(atStep: step) - expected) < 1e-16, "at \(step)")
    }
    #expect(study.schedule.nextBreakPoint(after: 0) == 40_000)
  }

  /// `β ← min(β + ε, max)` after each step.
  @Test func monotonicByIncrements() throws {
    for text in ["{beta_rate: 0.003, max_beta: 1.7}", "monotonic(beta_rate=0.003, max_beta=1.7)"] {
      var beta = 0.0
      for weight in try weights(text).weights {
        #expect(abs(weight - beta) < 1e-12)
        beta = min(beta + 0.003, 1.7)
      }
    }
  }

  /// `max(min((i − c T) / (a T), 1), least)` with NVAE's own defaults.
  @Test(arguments: [
    ("{kl_anneal_portion: 0.5}", 0.5, 1e-4, 1e-4),
    ("nvae", 0.3, 1e-4, 1e-4),
    ("nvae(0.4, 0.2, 0.1)", 0.4, 0.2, 0.1),
    ("{kl_anneal_portion: 2, kl_const_portion: 0, kl_const_coeff: 0}", 2, 0, 0),
    ("{kl_anneal_portion: 0.3, kl_const_coeff: 1}", 0.3, 1e-4, 1),
  ])
  func portions(text: String, anneal: Double, constant: Double, least: Double) throws {
    let (weights, notes) = try weights(text)
    for (step, weight) in weights.enumerated() {
      let line = (Double(step) - constant * 1000) / (anneal * 1000)
      #expect(abs(weight - max(min(line, 1), least)) < 1e-14, "at \(step)")
    }
    #expect(notes.contains { $0.contains("\(anneal), \(constant), \(least) of the run = 1000.0") })
  }

  @Test(arguments: [
    ("{n_epochs_kl_warmup: 4}", "n_epochs_kl_warmup", "steps_per_epoch"),
    ("{beta_rate: null}", "beta_rate", "found nothing"),
    ("{n_steps_kl_warmup: -5}", "n_steps_kl_warmup", "a number > 0"),
    ("{n_steps_kl_warmup: 5, rate: 3}", "n_steps_kl_warmup", "a second way to give \"rate\""),
    ("{n_steps_kl_warmup: 5, duration: 3}", "n_steps_kl_warmup", "a second way"),
    ("{n_steps_kl_warmup: 5, max_kl_weight: 1, min_kl_weight: 2}", "max_kl_weight", "a max ≥ min"),
    ("{n_steps_kl_warmup: 5, steps_per_epoch: 3}", "steps_per_epoch", "without effect"),
    ("{n_steps_kl_warmup: 1e-320}", "n_steps_kl_warmup", "rate"),
    ("{kl_anneal_portion: 0}", "kl_anneal_portion", "a number > 0"),
    ("{kl_anneal_portion: 0.5, kl_const_coeff: 2}", "kl_const_coeff", "≤ 1"),
    ("{kl_anneal_portion: 0.5, kl_const_portion: -1}", "kl_const_portion", "≥ 0"),
    ("{beta_rate: 0}", "beta_rate", "a number > 0"),
  ])
  func mistakesAreNamed(text: String, keyPath: String, message: String) {
    let error = #expect(throws: ProblemFileError.self) {
      try ScheduleInput(text, flags: scheduleFlags())
    }
    #expect(error?.keyPath == keyPath)
    #expect(error.map { "\($0)" }?.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func stepsPerEpochMustAgreeWithTheFlags() throws {
    let text = "{n_epochs_kl_warmup: 4, steps_per_epoch: 50}"
    #expect(try weights(text).weights[100] == 0.5)
    #expect(try weights(text, flags: scheduleFlags()).weights[100] == 0.5)
    #expect(throws: ProblemFileError.self) { try weights(text, flags: scheduleFlags(epochs: 10)) }
  }
}

/// In a problem file steps become `t = steps / N`.
@Suite("Problem files: schedules counted in steps")
struct ScheduleStepTests {
  private static let sized = "simulation: {dimension: 50}\ntime: {end: 100}"

  @Test(arguments: [
    ("{n_steps_kl_warmup: 1000}", BetaSchedule.linear(rate: 0.05)),
    ("{schedule: linear, n_steps_kl_warmup: 1000, min: 0.5}", .linear(rate: 0.025, min: 0.5)),
    ("{n_epochs_kl_warmup: 10, steps_per_epoch: 100}", .linear(rate: 0.05)),
    ("{beta_rate: 0.001, max_beta: 2}", .linear(rate: 0.05, max: 2)),
    ("{n_cycle: 4}", .cyclical(period: 25)),
    (
      "{kl_anneal_portion: 0.25, kl_const_portion: 0.5, kl_const_coeff: 0}",
      .points([.init(time: 50, beta: 0), .init(time: 75, beta: 1)])
    ),
  ])
  func stepsAreDividedByN(text: String, schedule: BetaSchedule) throws {
    let file = try reading(beta: text, rest: Self.sized)
    #expect(file.specification.problem.training.schedule == schedule)
    #expect(!file.notes.isEmpty)
  }

  @Test func theCommandsDimensionComesFirst() throws {
    let text = problemText(
      training: "{rates: 0.01, beta: {n_steps_kl_warmup: 1000}}", rest: Self.sized)
    let file = try ProblemFile(yaml: text, run: RunUnits(dimension: 200))
    #expect(file.specification.problem.training.schedule == .linear(rate: 0.2))
  }

  @Test func notesSayUnits() throws {
    let file = try reading(beta: "{n_steps_kl_warmup: 1000}", rest: Self.sized)
    #expect(
      file.notes.map(\.message) == [
        "read as schedule: linear",
        "read as rate = (max − min) / n_steps_kl_warmup = 0.05 per unit of t = steps / N",
      ])
  }

  @Test(arguments: [
    ("{n_steps_kl_warmup: 1000}", "0.01", "", "n_steps_kl_warmup", "simulation.dimension"),
    ("{beta_rate: 1}", "0.01", "", "beta_rate", "simulation.dimension"),
    ("{n_steps_kl_warmup: 1000}", "limit", "", "n_steps_kl_warmup", "learning rate"),
    (
      "{n_epochs_kl_warmup: 4}", "0.01", "simulation: {dimension: 50}", "n_epochs_kl_warmup",
      "steps_per_epoch"
    ),
    ("{kl_anneal_portion: 0.5}", "0.01", "", "kl_anneal_portion", "time in the file"),
    ("{schedule: nvae}", "0.01", "", "", "time in the file"),
    ("{n_cycle: 3}", "0.01", "", "n_cycle", "time in the file"),
  ])
  func whatIsMissingIsNamed(
    beta: String, rates: String, rest: String, key: String, message: String
  ) {
    let text = problemText(training: "{rates: \(rates), variance: log, beta: \(beta)}", rest: rest)
    let error = #expect(throws: ProblemFileError.self) { try ProblemFile(yaml: text) }
    #expect(error?.keyPath == "training.beta" + (key.isEmpty ? "" : ".\(key)"))
    #expect(error.map { "\($0)" }?.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
  }
}

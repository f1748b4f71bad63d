import LinearVAE
import ProblemFiles
import Storage
import Studies
import TestSupport
import Testing

@Suite("Training in steps and epochs")
struct TrainingLengthTests {
  @Test(
    arguments: [
      (1000, nil, nil, nil, false, 1000, nil),
      (1000, 10, nil, nil, false, 1000, 100),
      (nil, 3, 1000, 128, false, 24, 8),
      (nil, 3, 1000, 128, true, 21, 7),
      (nil, 3, 1024, 128, false, 24, 8),
      (nil, 3, 100, 128, false, 3, 1),
      (20, nil, 1000, 128, false, 20, 8),
      (24, 3, 1000, 128, false, 24, 8),
    ] as [(Int?, Int?, Int?, Int?, Bool, Int, Int?)])
  func lengths(
    steps: Int?, epochs: Int?, rows: Int?, batch: Int?, dropsLast: Bool, total: Int, perEpoch: Int?
  ) throws {
    let length = try TrainingLength(
      scheduleFlags(
        steps: steps, epochs: epochs, rows: rows, batch: batch, dropsLast: dropsLast
      ).length)
    #expect(length.steps == total && length.stepsPerEpoch == perEpoch)
    #expect(length.epoch(ofStep: 17) == perEpoch.map { 17 / $0 })
  }

  @Test(
    arguments: [
      (nil, nil, nil, nil, false, "steps"),
      (nil, 5, nil, nil, false, "steps"),
      (0, nil, nil, nil, false, "steps"),
      (10, -1, nil, nil, false, "epochs"),
      (10, 3, nil, nil, false, "steps"),
      (10, nil, 100, nil, false, "batch"),
      (10, nil, nil, 8, false, "batch"),
      (10, nil, nil, nil, true, "drop_last"),
      (nil, 5, 100, 128, true, "batch"),
      (25, 3, 1000, 128, false, "steps"),
      (nil, Int.max, 1000, 128, false, "epochs"),
      (nil, 1_000_000_000, 1_000_000_000, 1, false, "epochs"),
      (Int.max, nil, nil, nil, false, "steps"),
    ] as [(Int?, Int?, Int?, Int?, Bool, String)])
  func flagsThatDoNotFit(
    steps: Int?, epochs: Int?, rows: Int?, batch: Int?, dropsLast: Bool, flag: String
  ) {
    let error = #expect(throws: InvalidProblem.self) {
      try TrainingLength(
        scheduleFlags(
          steps: steps, epochs: epochs, rows: rows, batch: batch, dropsLast: dropsLast
        ).length)
    }
    #expect(error?.keyPath == flag)
  }
}

@Suite("Schedules over a run")
struct ScheduleStudyTests {
  private func study(
    _ text: String, flags: ScheduleInput.Flags = scheduleFlags(), every stride: Int = 1
  ) throws -> ScheduleStudy {
    try ScheduleStudy(ScheduleInput(text, flags: flags), stride: stride)
  }

  /// One ramp over half of the run, in every unit: `β` at a step does not depend on it.
  @Test func unitsAgree() throws {
    let studies = [
      try study("linear(0.002)"),
      try study("linear(0.02)", flags: scheduleFlags(epochs: 100, unit: .epochs)),
      try study("linear(0.1)", flags: scheduleFlags(unit: .t, dimension: 50)),
      try study("linear(0.2)", flags: scheduleFlags(unit: .flow, learningRate: 0.01)),
      try study("linear(duration=5)", flags: scheduleFlags(unit: .flow, learningRate: 0.01)),
      try study("{n_steps_kl_warmup: 500}", flags: scheduleFlags(unit: .t, dimension: 50)),
      try study(
        "{n_epochs_kl_warmup: 50}", flags: scheduleFlags(epochs: 100, unit: .t, dimension: 7)),
      try study("{beta_rate: 0.002}", flags: scheduleFlags(unit: .flow, learningRate: 0.01)),
    ]
    for study in studies {
      for step in 0..<1000 {
        let expected = min(0.002 * Double(step), 1)
        #expect(abs(study.beta(atStep: step) - expected) < 1e-14, "\(study.clock) at \(step)")
      }
    }
    #expect(studies.map(\.clock.stepsPerUnit) == [1, 10, 50, 100, 100, 50, 7, 100])
  }

  @Test(
    arguments: [
      ("linear(0.002)", nil),
      ("linear(0.001)", nil),
      ("linear(0.0005)", ["1000 steps", "ends at 0.5 ", "of 1 ", "step 1980"]),
      ("tanh(0.001)", ["ends at 0.7616", "step 2647"]),
      ("tanh(0.003)", nil),
      ("sigmoid(0.0025, 2500)", ["ends at 0.02298", "step 4339"]),
      ("cosine(2000)", ["ends at 0.5 ", "step 1873"]),
      ("exponential(0.999, 2)", ["ends at 1.265", "of 2 ", "step 4603"]),
      ("points([[0, 2], [3000, 1]])", ["ends at 1.667", "of 1 ", "step 2940"]),
      ("points([[0, 1], [1000, 1], [1000, 2]])", nil),
      ("points([[0, 1], [2000, 1], [2000, 2]])", ["ends at 1 ", "of 2 ", "step 2000"]),
      ("constant(0)", nil),
      ("cyclical(250)", nil),
      ("cyclical(400)", nil),
      ("cyclical(600)", nil),
      ("cyclical(700, 1)", ["inside a ramp", "at 0.4286 of 1", "step 1400"]),
      ("cyclical(5000)", ["inside a ramp", "at 0.4 of 1", "step 2500"]),
    ] as [(String, [String]?)])
  func rampsThatDoNotFitAreWarnedAbout(text: String, words: [String]?) throws {
    let study = try study(text)
    #expect(study.ramp.fits == (words == nil))
    let warning = study.warning
    #expect((warning == nil) == (words == nil), "\(warning ?? "no warning")")
    for word in words ?? [] {
      #expect(warning?.contains(word) == true, "no '\(word)' in: \(warning ?? "no warning")")
    }
  }

  /// The step that is given for the end of a ramp is the first one with 99 %.
  @Test(arguments: ["tanh(0.001, 3)", "linear(0.0003)", "cosine(1234.5)", "exponential(0.99)"])
  func theSettledStepIsTheFirstOneThere(text: String) throws {
    let study = try study(text)
    let step = Int(try #require(study.ramp.settled).rounded(.up))
    #expect(study.beta(atStep: step) >= 0.99 * study.ramp.target)
    #expect(study.beta(atStep: step - 1) < 0.99 * study.ramp.target)
  }

  @Test func rows() throws {
    #expect(try study("1", every: 300).rows() == [0, 300, 600, 900])
    #expect(try study("1", every: 5000).rows() == [0])
    #expect(try study("1").rows().count == 1000)
    let long = try study("1", flags: scheduleFlags(steps: 1_000_000_000_000))
    let error = #expect(throws: InvalidProblem.self) { try long.rows() }
    #expect(error?.keyPath == "every" && error?.allowed.contains("500000") == true)
  }

  @Test func columns() throws {
    let plain = try study("linear(0.25)", flags: scheduleFlags(steps: 3)).dataset().table
    #expect(plain.csv == "steps,beta\n0,0\n1,0.25\n2,0.5\n")
    let epochs = try study("linear(0.25)", flags: scheduleFlags(steps: 4, epochs: 2)).dataset()
      .table
    #expect(epochs.csv == "steps,epochs,beta\n0,0,0\n1,0,0.25\n2,1,0.5\n3,1,0.75\n")
  }

  /// Curves go from the first step to the last, those with more jumps than a picture shows included.
  @Test(arguments: ["1", "tanh(0.01)", "cyclical(1)", "points([[0, 1], [50, 2], [50, 0]])"])
  func curves(text: String) throws {
    let (steps, values) = try study(text).curve
    #expect(steps.first == 0 && steps.last == 1000 && values.allSatisfy(\.isFinite))
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 <= $1 })
  }
}

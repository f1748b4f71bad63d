import LinearVAE
import NumericKit

/// The sections of a problem file. A default is the one of the type that is built.
extension FileNode {
  /// All of a file; `run` is what the command says of the run, in place of the file.
  func specification(in run: RunUnits) throws(ProblemFileError) -> ProblemSpecification {
    let section = try FileSection(
      self, keys: ["data", "model", "training", "initial", "time", "simulation"])
    let data = try section.required("data", "{signals: [1.0], noise: 1.0}").spikedData()
    let latents = try section.required("model", "{latents: 1}").latents()
    let time = try section["time"]?.timeGrid()
    let simulation = try section["simulation"]?.simulationSettings()
    var run = run
    run.dimension = run.dimension ?? simulation?.dimension
    let training = try section.required("training", "{rates: 0.01, beta: 1.0}")
      .training(in: run, until: time?.end)
    let problem = LearningProblem(data: data, latents: latents, training: training)
    return ProblemSpecification(
      problem: problem,
      initial: try section["initial"]?.initialCondition(latents: latents, factors: data.factors),
      time: time, simulation: simulation)
  }

  private func spikedData() throws(ProblemFileError) -> SpikedData {
    let section = try FileSection(self, keys: ["signals", "noise", "overlap", "distribution"])
    let signalList = try section.required("signals", "a list of numbers ≥ 0, one per factor")
    let signals = try signalList.numbers("a list of numbers ≥ 0, one per factor")
    let factors = signals.count
    // Checked before m* is built, whose size is the square of it.
    guard factors <= SpikedData.factorLimit else {
      throw signalList.error(expected: "at most \(SpikedData.factorLimit) numbers")
    }
    let required = SpikedData(
      signals: signals, noise: try section.required("noise", "a number ≥ 0").number())
    return SpikedData(
      signals: signals, noise: required.noise,
      overlap: try section["overlap"]?.matrix(
        rows: factors, columns: factors, "a row and a column per factor"),
      distribution: try section["distribution"]?.choice() ?? required.distribution)
  }

  private func latents() throws(ProblemFileError) -> Int {
    try FileSection(self, keys: ["latents"]).required("latents", "a whole number ≥ 1")
      .wholeNumber(in: 1...LearningProblem.latentLimit)
  }

  private func training(
    in run: RunUnits, until end: Double?
  ) throws(ProblemFileError) -> Training {
    let section = try FileSection(
      self, keys: ["rates", "weight_decay", "batch", "variance", "beta"])
    let rates = try section.required("rates", FileNode.expectedRates).learningRates()
    var context = ScheduleContext(unit: rates == .limit ? .flow : .t, run: run, end: end)
    if let steps = run.steps, let clock = context.clock {
      (context.end, context.endName) = (clock.time(atStep: Double(steps)), "the run")
    }
    let required = Training(
      rates: rates,
      weight: try section.required("beta", "a number or a schedule").klWeight(in: context))
    return Training(
      rates: required.rates,
      weightDecay: try section["weight_decay"]?.number() ?? required.weightDecay,
      batch: try section["batch"]?.wholeNumber(in: 1...Training.batchLimit) ?? required.batch,
      weight: required.weight,
      variance: try section["variance"]?.choice() ?? required.variance)
  }

  private static let expectedRates =
    "a number > 0, {decoder: …, encoder: …, variance: …}, or the word limit"

  private func learningRates() throws(ProblemFileError) -> LearningRates {
    if word == "limit" { return .limit }
    guard keys != nil else { return .uniform(try number(FileNode.expectedRates)) }
    let section = try FileSection(self, keys: ["decoder", "encoder", "variance"])
    return .finite(
      decoder: try section.required("decoder", "a number > 0").number(),
      encoder: try section.required("encoder", "a number > 0").number(),
      variance: try section.required("variance", "a number > 0").number())
  }

  private func timeGrid() throws(ProblemFileError) -> TimeGrid {
    let section = try FileSection(self, keys: ["end", "samples", "at"])
    guard let at = section["at"] else {
      return .even(
        end: try section.required("end", "a number > 0, or at: a list of times").number(),
        samples: try section["samples"]?.wholeNumber(in: 2...TimeGrid.sampleLimit)
          ?? TimeGrid.defaultSamples)
    }
    if let extra = section["end"] ?? section["samples"] {
      throw extra.error(
        found: "a key beside \"at\"", expected: "either at, or end and samples")
    }
    return .at(try at.numbers("a list of times"))
  }

  private func simulationSettings() throws(ProblemFileError) -> SimulationSettings {
    let section = try FileSection(self, keys: ["dimension", "replicas", "seed", "method"])
    var settings = SimulationSettings()
    if let node = section["dimension"] {
      settings.dimension = try node.wholeNumber(in: 1...SimulationSettings.dimensionLimit)
    }
    if let node = section["replicas"] {
      settings.replicas = try node.wholeNumber(in: 1...SimulationSettings.replicaLimit)
    }
    if let node = section["seed"] {
      guard let seed = node.wholeNumber(as: UInt64.self) else {
        throw node.error(expected: "a whole number ≥ 0 and < 2^64")
      }
      settings.seed = seed
    }
    if let node = section["method"] { settings.method = try node.choice() }
    return settings
  }

  /// Tells about values that are possible but change nothing, or hardly what was meant.
  func noteOddValues(in specification: ProblemSpecification, run: RunUnits) {
    let training = specification.problem.training
    let dimension = run.dimension ?? specification.simulation?.dimension
    // The length of a run is known where the schedule itself is looked at, which warns.
    if run.steps == nil, training.rates != .limit,
      let clock = ScheduleClock(.t, in: RunUnits(dimension: dimension)),
      let warning = training.reference.warning(ofRampOn: clock)
    {
      nearest(to: ["training", "beta"]).note(warning)
    }
    if training.rates == .limit, training.batch != Training(rates: .limit, beta: .constant(1)).batch
    {
      nearest(to: ["training", "batch"]).note(
        "has no effect with rates: limit, where the noise of SGD vanishes")
    }
  }
}

import LinearVAE
import NumericKit
import RealModule
import Storage

extension FitSpecification {
  /// Trains a model.
  ///
  /// Each call of BLAS keeps to its thread, and threads share parts that do not depend on their number: so
  /// the result does not either.
  ///
  /// - Parameters:
  ///   - data: Moments, and rows where the loss needs them.
  ///   - options: How it is kept while it runs.
  ///   - context: How the work is carried out.
  /// - Returns: The model with what was measured.
  /// - Throws: `InvalidProblem`, ``FitError``, `CheckpointError`, `LinearAlgebraError`, `RunCancelled`.
  package func run(
    on data: FitData, options: FitOptions = FitOptions(), _ context: RunContext = .current
  ) throws -> FitResult {
    try validate(columns: data.columns)
    return try context.run { context in
      try BLASThreads.withOne { try fit(data, options, context) }
    }
  }

  private func fit(
    _ data: FitData, _ options: FitOptions, _ context: RunContext
  ) throws -> FitResult {
    let threads = ThreadTeam(count: context.threads)
    switch method {
    case .convergence(let starts):
      let keeper = try FitKeeper(self, data, options, total: nil, context)
      let fit = try ConvergedFit(self, attempts: starts, data, threads)
      let state = try fit.run(keeper)
      let (numbers, layout) = fit.parameters(of: state)
      return result(
        numbers, layout, state, data, threads,
        stopped: state.hasConverged ? .converged : .stalled)
    case .steps(let steps):
      let layout = layout(columns: data.columns)
      let keeper = try FitKeeper(self, data, options, total: steps.count, context)
      let state = try StepFit(self, steps, data, threads).run(keeper)
      return result(state.parameters.values, layout, state, data, threads, stopped: .steps)
    }
  }

  /// What is measured of parameters, with the latents in the order of their KL divergences.
  private func result(
    _ numbers: [Double], _ layout: ParameterLayout, _ state: FitState, _ data: FitData,
    _ threads: ThreadTeam, stopped: FitResult.Stop
  ) -> FitResult {
    let buffer = NumberBuffer(numbers)
    let parts = Evaluation(data, layout, decoder.likelihood, threads).parts(buffer.start)
    let order = parts.kl.indices.sorted { (parts.kl[$1], $0) < (parts.kl[$0], $1) }
    let D = layout.variances(buffer.start)
    let history = state.history(latents: latents)
    return FitResult(
      model: data.model(numbers, layout, decoder.likelihood).ordered(order),
      kl: order.map { parts.kl[$0] },
      // KL = ½ (E μ² + D − 1 − ln D), and E μ is the offset, since rows are centred.
      meanVariances: order.map { k in
        let offset = buffer[layout.offset + k]
        return 2 * parts.kl[k] - D[k] + 1 + .log(D[k]) - offset * offset
      },
      nll: parts.nll, distortion: parts.distortion.isFinite ? parts.distortion : nil,
      history: history.ordered(order), stopped: stopped, steps: state.step)
  }
}

import LinearVAE
import NumericKit

extension FitData {
  /// By how much the expected NLL of a model changes with one node less in each latent, which is more than it is
  /// off by, (softmax-loss); `nil` for decoders that need no sum over all latents at once.
  ///
  /// - Parameters:
  ///   - model: A model of these data.
  ///   - decoder: Its likelihood.
  ///   - threads: Who sums over the rows.
  /// - Returns: In nats per sample.
  package func quadratureError(
    of model: LinearModel, _ decoder: Likelihood, threads: Int
  ) -> Double? {
    guard case .multinomial(let draws) = decoder, let rows else { return nil }
    let M = model.latents
    let layout = ParameterLayout(columns: columns, latents: M, decoder: decoder, variance: .direct)
    var numbers = layout.parameters(
      encoder: model.encoder, decoder: model.decoder, bias: model.bias, variance: model.variance,
      decoderVariances: [])
    for k in 0..<M {
      numbers[layout.offset + k] =
        model.offset[k] + (0..<columns).reduce(0) { $0 + model.encoder[$1, k] * mean[$1] }
    }
    let point = NumberBuffer(numbers)
    let all = (0..<rows.count).map(Int32.init)
    let factor = draws.map { $0 / mean.reduce(0, +) } ?? 1
    func nll(_ nodes: Int) -> Double {
      let kernel = MultinomialKernel(columns: columns, latents: M, factor: factor, nodes: nodes)
      return ResponseLoss(rows, layout, kernel, ThreadTeam(count: threads))
        .forward(point.start, rows: all[...]).nll
    }
    let nodes = MultinomialKernel.nodes(ofLatents: M)
    return abs(nll(nodes) - nll(nodes - 1))
  }
}

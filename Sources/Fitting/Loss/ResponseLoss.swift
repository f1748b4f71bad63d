import LinearVAE
import NumericKit
import RealModule

/// The expected loss of a decoder that is not Gaussian on rows, (response-loss).
///
/// Given `x`, natural parameters are normal, with means `m = W a + b` and the covariance `W diag(D) Wᵀ`, the
/// same for all rows. What their decoder makes of it is up to a ``DecoderKernel``.
final class ResponseLoss: ExpectedLoss, @unchecked Sendable {
  private let data: TrainingRows
  private let layout: ParameterLayout
  private let threads: ThreadTeam
  private let lanes: [Lane]
  private var variances: [Double] = []
  private var kernel: any DecoderKernel
  private var total = 1.0
  /// How many of the lanes have something.
  private var used = 0

  /// Rows in a block.
  private static let width = 32
  /// Sums that blocks take turns to add to, the same for any number of threads.
  private static let laneCount = 8

  /// The sums over some of the blocks, and room for one of them.
  private final class Lane: @unchecked Sendable {
    let inputs, targets, means: NumberBuffer
    /// `A`, the derivatives `G` by it, and `A` times what rows count, side by side.
    let codes: NumberBuffer
    /// `⟨x gᵀ⟩` beside `⟨x aᵀ⟩`, and `⟨T aᵀ⟩`.
    let byCodes, byDecoder: NumberBuffer
    /// The derivatives by `b` and by what the kernel sums, and the means of `g`, of `a` and of `a²`.
    let byBias, byKernel, byOffset, meanCode, squares: NumberBuffer
    var nll = 0.0

    init(_ layout: ParameterLayout, _ kernel: any DecoderKernel) {
      let (B, N, M) = (ResponseLoss.width, layout.columns, layout.latents)
      inputs = NumberBuffer(B * N)
      targets = NumberBuffer(B * kernel.stride)
      means = NumberBuffer(B * kernel.stride)
      codes = NumberBuffer(B * 3 * M)
      (byCodes, byDecoder) = (NumberBuffer(N * 2 * M), NumberBuffer(N * M))
      (byBias, byKernel) = (NumberBuffer(N), NumberBuffer(kernel.sums))
      (byOffset, meanCode, squares) = (NumberBuffer(M), NumberBuffer(M), NumberBuffer(M))
    }

    func clear() {
      nll = 0
      for buffer in [byCodes, byDecoder, byBias, byKernel, byOffset, meanCode, squares] {
        buffer.start.update(repeating: 0, count: buffer.count)
      }
    }
  }

  init(
    _ data: TrainingRows, _ layout: ParameterLayout, _ kernel: any DecoderKernel,
    _ threads: ThreadTeam
  ) {
    (self.data, self.layout, self.kernel, self.threads) = (data, layout, kernel, threads)
    lanes = (0..<Self.laneCount).map { _ in Lane(layout, kernel) }
  }

  /// Everything but what `β` multiplies is summed here, so that the rows are passed once.
  func forward(_ parameters: UnsafeMutablePointer<Double>, rows: ArraySlice<Int32>) -> LossParts {
    let M = layout.latents
    variances = layout.variances(parameters)
    kernel.prepare(layout.decoder(parameters), variances)
    let size = Double(rows.count)
    total = rows.reduce(0) { $0 + data.weight(ofRow: Int($1)) } / size
    let blocks = stride(from: rows.startIndex, to: rows.endIndex, by: Self.width).map {
      rows[$0..<min($0 + Self.width, rows.endIndex)]
    }
    used = min(lanes.count, blocks.count)
    nonisolated(unsafe) let read = parameters
    threads.perform(used) { index in
      lanes[index].clear()
      for block in stride(from: index, to: blocks.count, by: Self.laneCount) {
        add(blocks[block], size, read, to: lanes[index])
      }
    }
    var nll = 0.0
    var squares = [Double](repeating: 0, count: M)
    for lane in lanes.prefix(used) {
      nll += lane.nll
      for k in 0..<M { squares[k] += lane.squares[k] }
    }
    let kl = (0..<M).map { k in
      let D = variances[k]
      return 0.5 * (squares[k] + total * (D - 1 - .log(D)))
    }
    return LossParts(nll: nll, kl: kl, distortion: .nan)
  }

  private func add(
    _ rows: ArraySlice<Int32>, _ size: Double, _ parameters: UnsafeMutablePointer<Double>,
    to lane: Lane
  ) {
    let (B, N, M, stride) = (rows.count, layout.columns, layout.latents, kernel.stride)
    let X = lane.inputs.block(rows: B, columns: N)
    let targets = lane.targets.block(rows: B, columns: N, stride: stride)
    let means = lane.means.block(rows: B, columns: N, stride: stride)
    let A = lane.codes.block(rows: B, columns: M, stride: 3 * M)
    let G = lane.codes.block(from: M, rows: B, columns: M, stride: 3 * M)
    let (offset, bias) = (parameters + layout.offset, parameters + layout.bias)
    let counts = rows.map { data.weight(ofRow: Int($0)) / size }
    data.copyCentred(rows, to: X)
    data.copyPlain(rows, to: targets)
    A.assign(X.plain, layout.encoder(parameters).plain)
    for i in 0..<B {
      let code = A.start + i * 3 * M
      for k in 0..<M {
        code[k] += offset[k]
        code[2 * M + k] = counts[i] * code[k]
        lane.meanCode[k] += code[2 * M + k]
        lane.squares[k] += code[2 * M + k] * code[k]
      }
      for j in 0..<N { means.start[i * stride + j] = bias[j] }
    }
    means.assign(A.plain, layout.decoder(parameters).transposed, keeping: 1)
    lane.nll += kernel.sum(means, targets, counts: counts, into: lane.byKernel.start)
    // From here on `means` are the derivatives T by them.
    G.assign(means.plain, layout.decoder(parameters).plain)
    lane.byDecoder.block(rows: N, columns: M).assign(means.transposed, A.plain, keeping: 1)
    lane.byCodes.block(rows: N, columns: 2 * M).assign(
      X.transposed, lane.codes.block(from: M, rows: B, columns: 2 * M, stride: 3 * M).plain,
      keeping: 1)
    for i in 0..<B {
      for j in 0..<N { lane.byBias[j] += means.start[i * stride + j] }
      for k in 0..<M { lane.byOffset[k] += G.start[i * 3 * M + k] }
    }
  }

  func backward(
    _ parameters: UnsafeMutablePointer<Double>, beta: [Double],
    into gradient: UnsafeMutablePointer<Double>
  ) {
    let (N, M) = (layout.columns, layout.latents)
    for i in 0..<layout.count { gradient[i] = 0 }
    var byKernel = [Double](repeating: 0, count: kernel.sums)
    for lane in lanes.prefix(used) {
      for j in 0..<N {
        let (out, from) = (gradient + j * 2 * M, lane.byCodes.start + j * 2 * M)
        for k in 0..<M {
          out[k] += from[k] + beta[k] * from[M + k]
          out[M + k] += lane.byDecoder[j * M + k]
        }
        gradient[layout.bias + j] += lane.byBias[j]
      }
      for i in byKernel.indices { byKernel[i] += lane.byKernel[i] }
      for k in 0..<M {
        gradient[layout.offset + k] += lane.byOffset[k] + beta[k] * lane.meanCode[k]
      }
    }
    kernel.addGradient(
      byKernel, layout.decoder(parameters), variances, to: layout.decoder(gradient),
      byVariance: gradient + layout.spread)
    for k in 0..<M {
      gradient[layout.spread + k] += 0.5 * total * (beta[k] - beta[k] / variances[k])
    }
  }
}

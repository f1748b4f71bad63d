import Fitting
import LinearVAE
import Requests
import Spectra
import Storage
import Studies

extension PlanCommand {
  /// The plan as text: the answer in words, then a line about the data, the latents, the totals.
  func text(_ reply: Reply<Plan>, _ result: Dataset) -> String {
    let plan = reply.outcome
    let (spectrum, forecast) = (plan.spectrum, plan.forecast)
    let number = { (value: Double) in TextTable.number(value) }
    var text = reply.words.map { Paragraph.wrapped($0) + "\n" }.joined() + "\n"
    text += "\(spectrum.rows) samples of \(spectrum.columns) columns"
    if spectrum.rank < spectrum.columns, spectrum.errorBounds == nil {
      text += ", rank \(spectrum.rank)"
    }
    if let noise = plan.estimate?.noise.variance {
      text += noise > 0 ? ", noise variance about \(number(noise))" : ", without noise"
    }
    text += "\n\(model(plan)): a latent lives if its eigenvalue exceeds \(number(plan.level))\n\n"
    text += latents(plan, result).text
    text += "\n\(forecast.active) of \(forecast.latents.count) latents live"
    text += "; rate \(number(forecast.rate)) nats"
    if forecast.isExact {
      let distortion = plan.columnVariances?.distortion ?? forecast.distortion
      let total = plan.spectrum.variances?.reduce(0, +) ?? spectrum.totalVariance
      text += ", distortion \(number(distortion)) of \(number(total))"
    }
    return text + "\n" + times(plan)
  }

  private func model(_ plan: Plan) -> String {
    let number = { (value: Double) in TextTable.number(value) }
    let (specification, forecast) = (plan.specification, plan.forecast)
    let decoder =
      switch specification.decoder {
      case .gaussian: "decoder variance \(number(forecast.decoderVariance))"
      case .gaussianLearned: "learned decoder variance \(number(forecast.decoderVariance))"
      default: "decoder \(specification.decoder.name)"
      }
    return specification.loss == nil
      ? "β = \(number(forecast.beta)), \(decoder)"
      : "KL weight \(number(specification.klWeight)), which is β = \(number(forecast.beta)) at \(decoder)"
  }

  private func times(_ plan: Plan) -> String {
    let number = { (value: Double) in TextTable.number(value) }
    guard let factor = plan.specification.learningRateFactor else { return "" }
    var text = ""
    if let slowest = plan.escapeTimes.compactMap({ $0 }).max() {
      text += "the last of them leaves its plateau after \(number(slowest)) units of flow time"
      if let scale = plan.stepsPerTime { text += ", \(number(slowest * scale)) steps" }
      text += "\n"
    }
    guard plan.specification.optimizer == .sgd else {
      return text
        + (plan.pilot.map {
          "the course of training is that of a pilot run of \($0.steps) steps of Adam\n"
        }
          ?? "steps of Adam have no map to flow time\n")
    }
    text += "1 step of learning rate lr is lr"
    if factor != 1 { text += " × \(number(factor))" }
    return text + " of flow time; exact for small lr\n"
  }

  private func latents(_ plan: Plan, _ result: Dataset) -> TextTable {
    var table = TextTable(result)
    table.add("latent (from 1)", result.numbers("latent").map(TextTable.index))
    table.add("eigenvalue")
    table.add("dies at β", "threshold")
    // A user who wrote a loss thinks in its weight, not in the β that it stands for.
    if plan.specification.loss != nil { table.add("at KL weight", "threshold_kl_weight") }
    table.add("verdict", result.numbers("active").map { $0 == 1 ? "lives" : "dies" })
    if plan.estimate != nil { table.add("learns", "origin") }
    table.add("KL (nats)", "kl", digits: 4)
    table.add(
      "variance",
      result.numbers("variance_share").map { "\(TextTable.number(100 * $0, digits: 3)) %" })
    if plan.specification.fixedDecoderVariance != nil {
      table.add("plateau", "escape_time", digits: 4)
    }
    if plan.stepsPerTime != nil { table.add("steps", "escape_steps", digits: 4) }
    return table
  }
}

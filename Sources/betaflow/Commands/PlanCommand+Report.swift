import Spectra
import Storage
import Studies

extension PlanCommand {
  /// The plan as text: a line about the data, the latents, the totals.
  func report(_ plan: Plan, _ result: Dataset) -> String {
    let (spectrum, forecast) = (plan.spectrum, plan.forecast)
    let number = { (value: Double) in TextTable.number(value) }
    var text = "\(spectrum.rows) samples of \(spectrum.columns) columns"
    if spectrum.rank < spectrum.columns { text += ", rank \(spectrum.rank)" }
    if let noise = plan.noise?.variance {
      text += noise > 0 ? ", noise variance about \(number(noise))" : ", without noise"
    }
    text += "\n"
    let model = "decoder variance \(number(forecast.decoderVariance))"
    text +=
      plan.specification.loss == nil
      ? "β = \(number(forecast.beta)), \(model)"
      : "KL weight \(number(plan.specification.klWeight)), which is β = \(number(forecast.beta)) at "
        + model
    text += ": a latent lives if its eigenvalue exceeds "
    text += "\(number(forecast.beta * forecast.decoderVariance))\n\n"
    text += latents(plan, result).text
    text += "\n\(forecast.active) of \(forecast.latents.count) latents live"
    text += "; rate \(number(forecast.rate)) nats, "
    text += "distortion \(number(forecast.distortion)) of \(number(spectrum.totalVariance))\n"
    if let slowest = plan.escapeTimes.compactMap({ $0 }).max() {
      text += "the last of them leaves its plateau after \(number(slowest)) units of flow time"
      if let scale = plan.stepsPerTime { text += ", \(number(slowest * scale)) steps" }
      text += "\n"
    }
    let factor = plan.specification.learningRateFactor
    text += "1 step of learning rate lr is lr"
    if factor != 1 { text += " × \(number(factor))" }
    return text + " of flow time; exact for small lr\n"
  }

  private func latents(_ plan: Plan, _ result: Dataset) -> TextTable {
    var table = TextTable(result)
    table.add("latent", result.numbers("latent").map(TextTable.index))
    table.add("eigenvalue")
    table.add("dies at β", "threshold")
    // A user who wrote a loss thinks in its weight, not in the β that it stands for.
    if plan.specification.loss != nil { table.add("at KL weight", "threshold_kl_weight") }
    table.add("verdict", result.numbers("active").map { $0 == 1 ? "lives" : "dies" })
    table.add("KL (nats)", "kl", digits: 4)
    table.add(
      "variance",
      result.numbers("variance_share").map { "\(TextTable.number(100 * $0, digits: 3)) %" })
    table.add("plateau", "escape_time", digits: 4)
    if plan.stepsPerTime != nil { table.add("steps", "escape_steps", digits: 4) }
    return table
  }
}

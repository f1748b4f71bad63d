import Spectra
import Studies

extension PlanCommand {
  /// The plan as text: a line about the data, the latents, the totals.
  func report(_ plan: Plan) -> String {
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
    text += latents(plan).text
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

  private func latents(_ plan: Plan) -> TextTable {
    // A user who wrote a loss thinks in its weight, not in the β that it stands for.
    let hasLoss = plan.specification.loss != nil
    var header = ["latent", "eigenvalue", "dies at β"]
    if hasLoss { header.append("at KL weight") }
    header += ["verdict", "KL (nats)", "variance", "plateau"]
    if plan.stepsPerTime != nil { header.append("steps") }
    var table = TextTable(header: header)
    let weights = plan.thresholdKLWeights
    for (index, (latent, time)) in zip(plan.forecast.latents, plan.escapeTimes).enumerated() {
      var row = [
        String(index + 1), TextTable.number(latent.eigenvalue), TextTable.number(latent.threshold),
      ]
      if hasLoss { row.append(TextTable.number(weights[index])) }
      row += [
        latent.isActive ? "lives" : "dies", TextTable.number(latent.kl, digits: 4),
        TextTable.number(100 * latent.varianceShare, digits: 3) + " %",
        time.map { TextTable.number($0, digits: 4) } ?? "–",
      ]
      if let scale = plan.stepsPerTime {
        row.append(time.map { TextTable.number($0 * scale, digits: 4) } ?? "–")
      }
      table.add(row)
    }
    return table
  }
}

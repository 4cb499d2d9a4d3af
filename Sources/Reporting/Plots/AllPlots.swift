/// Every plot, in the order in which the report shows them.
public let allPlots: [Plot] = [
  sweepPlot(.ring), sweepPlot(.strict), lifetimesPlot, sensitivityPlot, thresholdPlot,
]

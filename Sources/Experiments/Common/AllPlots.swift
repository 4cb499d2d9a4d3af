import Exhibits
/// Every plot, in the order in which the report shows them.
package let allPlots: [Plot] = [
  routingPlot, sweepPlot(.ring), sweepPlot(.strict), growthPlot, growthPerPPlot, linearityPlot,
  slopePlot, churnPlot, dsrPlot, servicePlot,
  lifetimesPlot, sensitivityPlot, thresholdPlot,
  classesPlot, granulesPlot, predictorPlot,
  redisPlot, peersPlot, peersRoutingPlot, benchPlot, latencyPlot,
]

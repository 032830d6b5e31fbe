import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/decorators.js';
import { Metrics } from '../telemetry/metrics.js';

@Controller('metrics')
@ApiTags('health')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Get the metrics for Prometheus', operationId: 'getMetrics' })
  @ApiProduces('text/plain')
  @ApiProblems(400)
  @ApiResponse({
    status: 200,
    description: 'Appends, conflicts, append latency, projection lag, and process metrics',
  })
  read() {
    return this.metrics.registry.metrics();
  }
}

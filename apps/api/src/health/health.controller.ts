import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Runtime } from '../runtime.js';

/** For those who watch over the process. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(private readonly runtime: Runtime) {}

  /** The process is up. */
  @Get('health/live')
  live(): { status: string } {
    return { status: 'up' };
  }

  /** It can serve; 503 names what stands still. */
  @Get('health/ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply): { status: string; stopped: string[] } {
    const stopped = this.runtime.stopped();
    if (stopped.length > 0) reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { status: stopped.length === 0 ? 'ready' : 'not ready', stopped };
  }

  /** Prometheus' text format. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.runtime.measurements();
  }
}

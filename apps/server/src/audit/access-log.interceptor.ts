import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, mergeMap, type Observable } from 'rxjs';
import { callerOf } from '../access/caller.js';
import { addressOf } from '../http/path-of.js';
import { type Access, AccessLog } from './access-log.js';

/** For routes whose reads are written to the access log. */
@Injectable()
export class AccessLogInterceptor implements NestInterceptor {
  constructor(private readonly log: AccessLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { method, id } = request;
    const access: Access = {
      at: new Date().toISOString(),
      who: callerOf(request).recorder,
      method,
      address: addressOf(request),
      request: id,
    };
    return from(this.log.write(access)).pipe(mergeMap(() => next.handle()));
  }
}

import { Injectable } from '@nestjs/common';
import type { Instant } from '#domain/ids.js';

/** The one place where the service asks for the time. */
@Injectable()
export class Clock {
  now(): Instant {
    return new Date().toISOString() as Instant;
  }
}

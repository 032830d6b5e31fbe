import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The OpenAPI document: it is made when it is first needed, since that takes long. */
@Injectable()
export class ApiDocument {
  private made: OpenAPIObject | undefined;
  private make: (() => OpenAPIObject) | undefined;

  isMadeBy(make: () => OpenAPIObject): void {
    this.make = make;
  }

  get(): OpenAPIObject {
    if (this.make === undefined) throw new Error('nothing says how the OpenAPI document is made');
    return (this.made ??= this.make());
  }
}

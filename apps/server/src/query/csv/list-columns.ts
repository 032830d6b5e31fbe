import { Injectable } from '@nestjs/common';
import type { ReadRoute } from '#read-models/routes/read-route.js';
import { ApiDocument } from '../../openapi/api-document.js';
import { type Column, columnsOf, type Described, itemsOf, type Schemas } from './columns.js';

/** The columns of each list, as the OpenAPI document describes its items. */
@Injectable()
export class ListColumns {
  private readonly known = new Map<string, readonly Column[]>();

  constructor(private readonly document: ApiDocument) {}

  of({ operationId, answer }: Pick<ReadRoute, 'operationId' | 'answer'>): readonly Column[] {
    let columns = this.known.get(operationId);
    if (columns === undefined) {
      const schemas = this.document.get().components!.schemas as Schemas;
      columns = columnsOf(itemsOf(answer as Described, schemas), schemas);
      this.known.set(operationId, columns);
    }
    return columns;
  }
}

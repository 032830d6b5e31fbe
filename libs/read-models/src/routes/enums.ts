import { EVENT_TYPES, WORLD_TYPES } from '#domain/decode.js';
import { KINDS, WORLD_KINDS } from '#domain/ids.js';
import { oneOf } from './schema.js';

export const KindName = oneOf('Kind', KINDS);
export const WorldKindName = oneOf('WorldKind', WORLD_KINDS);
export const EventTypeName = oneOf('EventType', EVENT_TYPES);
export const FactTypeName = oneOf('FactType', WORLD_TYPES);

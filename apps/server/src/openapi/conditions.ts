import { applyDecorators } from '@nestjs/common';
import { ApiHeader, type ApiHeaderOptions } from '@nestjs/swagger';
import { ApiProblem } from './decorators.js';

const condition = (name: string, description: string): ApiHeaderOptions => ({
  name,
  required: false,
  description,
  schema: { type: 'string', enum: ['*'] },
});

/** Of a PUT that makes or changes what has no ETag. */
export const ApiConditions = () =>
  applyDecorators(
    ApiHeader(condition('If-Match', '`*`: change it only if it is there. Without it, what has ended is made anew')),
    ApiHeader(condition('If-None-Match', '`*`: make it only if it is not there. Without it, what is there is changed')),
    ApiProblem(412, 'If-Match is `*`, and it is not there; or If-None-Match is `*`, and it is there'),
  );

/** Of what is done only with what is there: that answers 404 if it is not, under each condition. */
export const ApiConditionsOfKept = () => ApiProblem(412, 'If-None-Match is `*`, but it is there');

// What the checks demand of a point, by category: limits in bytes, names that are not allowed, names that must be there.
// Two tables exist because the reference has two: one for what its write API accepts, one for points made inside the
// engine. Source: cliutils point/{option,specs}.go, datakit internal/httpapi/api_write.go, pipeline-go ptinput/utils

import type { Category } from './category.js';

export interface CheckRules {
  readonly maxNameBytes: number;
  readonly maxTags: number;
  readonly maxFields: number;
  readonly maxTagKeyBytes: number;
  readonly maxTagValueBytes: number;
  readonly maxFieldKeyBytes: number;
  /** For strings and bytes. */
  readonly maxFieldValueBytes: number;
  /** Dots in keys are kept; otherwise they become `_`. */
  readonly dotsInKeys: boolean;
  /** Fields may hold strings and bytes. */
  readonly stringFields: boolean;
  readonly disabledKeys: readonly string[];
  /** Added as a string field when missing. */
  readonly requiredKeys: readonly (readonly [key: string, value: string])[];
}

export const DEFAULT_NAME = '__default';

/** The rules of a category that has no own: limits only. */
export const PLAIN_RULES: CheckRules = {
  maxNameBytes: 1024,
  maxTags: 256,
  maxFields: 1024,
  maxTagKeyBytes: 256,
  maxTagValueBytes: 1024,
  maxFieldKeyBytes: 256,
  maxFieldValueBytes: 32 * 1024 * 1024,
  dotsInKeys: true,
  stringFields: true,
  disabledKeys: [],
  requiredKeys: [],
};

/** No dots in keys; the rules of tracing, rum and their like inside the engine. */
export const COMMON_RULES: CheckRules = { ...PLAIN_RULES, dotsInKeys: false };

export const LOGGING_RULES: CheckRules = {
  ...COMMON_RULES,
  disabledKeys: ['source', 'date'], // the measurement is the source; date is a column of the store
  requiredKeys: [['status', 'info']],
};

export const OBJECT_RULES: CheckRules = {
  ...COMMON_RULES,
  disabledKeys: ['class', 'date'],
  requiredKeys: [['name', 'default']],
};

export const METRIC_RULES: CheckRules = { ...PLAIN_RULES, stringFields: false };

/** Rules for points that arrive on a write endpoint. */
export function writeRules(category: Category): CheckRules {
  switch (category) {
    case 'logging':
      return LOGGING_RULES;
    case 'metric':
      return METRIC_RULES;
    case 'object':
      return OBJECT_RULES;
    default:
      return PLAIN_RULES; // compat: custom_object and tracing keep their dots here, but not inside the engine
  }
}

/** Rules for points made inside the engine (`create_point`, debug runs). */
export function engineRules(category: Category): CheckRules {
  switch (category) {
    case 'logging':
    case 'dialtesting':
      return LOGGING_RULES;
    case 'metric':
      return METRIC_RULES;
    case 'object':
    case 'custom_object':
      return OBJECT_RULES;
    case 'tracing':
    case 'network':
    case 'keyevent':
    case 'rum':
    case 'security':
    case 'profiling':
      return COMMON_RULES;
    default:
      return PLAIN_RULES;
  }
}

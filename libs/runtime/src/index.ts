export { type Engines, openEngines, type SharedReadModels } from './engines.js';
export { Projector } from './projector.js';
export type { LogHealth } from './log-health.js';

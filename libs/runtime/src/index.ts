export { type Engines, openEngines, type SharedReadModels } from './engines.js';
export { Projector } from './projector.js';

import type { ResourceType } from './attribute-definition.js';

export declare const USER: ResourceType;
export declare const GROUP: ResourceType;

export { EventStoreDbDouble, type Faults } from './eventstoredb-double.js';

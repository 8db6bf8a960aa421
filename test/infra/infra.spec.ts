import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Metrics, readConfiguration } from '#platform';
import {
  composeFiles,
  documents,
  infraFiles,
  type Mapping,
  text,
  valuesOf,
  yamlFiles,
} from './files.js';

/** The services of a compose file, by name. */
function services(file: string): [string, Mapping][] {
  return documents(file).flatMap(({ services = {} }) => Object.entries(services as object)) as [
    string,
    Mapping,
  ][];
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

describe('infra', () => {
  it.each(yamlFiles)('%s is well-formed', (file) => {
    expect(documents(file).length).toBeGreaterThan(0);
  });

  it.each(infraFiles)('%s names only settings that exist', (file) => {
    for (const name of text(file).match(/\bROLLBOOK_[A-Z_]+/g) ?? []) {
      // Without a value it counts as absent; a name that does not exist is refused all the same.
      expect(() => readConfiguration({ [name]: '' })).not.toThrow();
    }
  });

  it.each(infraFiles)('%s starts only programs that exist', (file) => {
    const programs = text(file).match(/\bdist\/[\w/-]+\.js\b/g) ?? [];
    const sources = programs.map((path) => path.replace('dist/', '').replace(/\.js$/, '.ts'));
    expect(sources.filter((path) => !existsSync(path))).toEqual([]);
  });

  it.each(infraFiles)('%s has no secret in it', (file) => {
    expect(text(file)).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY/);
    // A password, key or secret that has a value; a file may say where one comes from.
    expect(text(file)).not.toMatch(
      /(PASSWORD|OWNER_KEY|SIGNING_KEYS|SECRET)\w*\s*[:=][ \t]*[^\s$]/,
    );
    expect(text(file)).not.toMatch(/:\/\/[^\s:/@]+:(?!<password>)[^\s@/]+@/);
  });

  it('pins every image to a version', () => {
    const images = [
      ...yamlFiles.flatMap((file) => documents(file).flatMap((one) => valuesOf(one, 'image'))),
      ...[...text('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image),
    ];
    const [kustomization] = documents('infra/kubernetes/kustomization.yaml');
    const pinned = (kustomization?.['images'] as { name: string; newTag: string }[]).map(
      ({ name, newTag }) => `${name}:${newTag}`,
    );
    const { version } = JSON.parse(text('package.json')) as { version: string };
    expect(pinned).toEqual([`rollbook:${version}`]);
    expect(images.length).toBeGreaterThan(10);
    for (const image of images.filter((one) => one !== 'rollbook')) {
      expect(image).toMatch(/^[\w./-]+:v?\d+\.\d+[\w.-]*$/);
      if (String(image).startsWith('rollbook:')) expect(image).toBe(`rollbook:${version}`);
    }
  });
});

describe('docker compose', () => {
  it.each(composeFiles)('%s mounts and builds what is there', (file) => {
    const [compose = {}] = documents(file);
    const volumes = Object.keys(compose['volumes'] ?? {});
    for (const [name, service] of services(file)) {
      const { build, env_file: envFiles } = service;
      const paths = typeof build === 'string' ? [join(build, 'Dockerfile')] : [];
      for (const [source = ''] of list(service['volumes']).map((mount) => mount.split(':'))) {
        if (source.startsWith('.')) paths.push(source);
        else expect([name, volumes]).toEqual([name, expect.arrayContaining([source])]);
      }
      paths.push(...list(envFiles).map((path) => `${path}.example`));
      const found = paths.map((path) => normalize(join(dirname(file), path)));
      expect(found.filter((path) => !existsSync(path))).toEqual([]);
    }
  });

  it.each(composeFiles)(
    '%s waits only for services that are there, and say when they are well',
    (file) => {
      const all = new Map(services(file));
      for (const service of all.values()) {
        const awaited = service['depends_on'] ?? [];
        const healthy = Array.isArray(awaited) ? [] : Object.keys(awaited);
        for (const name of [...list(awaited), ...healthy]) expect([...all.keys()]).toContain(name);
        for (const name of healthy) expect(all.get(name)).toHaveProperty('healthcheck');
      }
    },
  );

  it.each(composeFiles)('%s tells the API that projectors run apart', (file) => {
    const own = services(file).filter(([name]) => ['api', 'projector'].includes(name));
    for (const [, { environment = {}, env_file: envFiles }] of own) {
      const files = list(envFiles).map((path) => text(join(dirname(file), `${path}.example`)));
      const given = Object.entries(environment as object).map(
        ([name, value]) => `${name}=${value}`,
      );
      expect([...given, ...files].join('\n')).toMatch(/^ROLLBOOK_PROJECTOR=separate$/m);
    }
  });

  it.each(composeFiles)('%s lets EventStoreDB take all that Rollbook appends at once', (file) => {
    const nodes = services(file).filter(([, { image }]) => String(image).includes('eventstore:'));
    const sizes = nodes.map(([, node]) => valuesOf(node, 'EVENTSTORE_MAX_APPEND_SIZE'));
    expect(sizes.length).toBeGreaterThan(0);
    for (const size of sizes) expect(size).toEqual([String(8 * 1024 * 1024)]);
  });

  it.each(composeFiles)('%s opens nothing to the network', (file) => {
    for (const port of services(file).flatMap(([, service]) => list(service['ports']))) {
      expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
    }
  });

  it.each(composeFiles)('%s gives Rollbook no more rights than it needs', (file) => {
    const own = services(file).filter(([, { image }]) => String(image).startsWith('rollbook:'));
    expect(own.map(([name]) => name)).toEqual(['api', 'projector']);
    for (const [, service] of own) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    }
  });
});

describe('ports', () => {
  const port = /PORT=(\d+)/.exec(text('Dockerfile'))?.[1];

  it('are the same wherever Rollbook is started, probed and scraped', () => {
    expect(port).toBe('8080');
    expect(text('Dockerfile')).toContain(`EXPOSE ${port}`);
    const scraped = documents('infra/prometheus/prometheus.yml').flatMap((one) =>
      valuesOf(one, 'port'),
    );
    expect(scraped).toEqual([Number(port)]);
    for (const file of ['infra/kubernetes/api.yaml', 'infra/kubernetes/projector.yaml']) {
      const ports = documents(file).flatMap((one) => valuesOf(one, 'containerPort'));
      expect(ports).toEqual([Number(port)]);
    }
    const [, api] = services('docker-compose.yml').find(([name]) => name === 'api')!;
    expect(list(api['ports'])).toEqual([`127.0.0.1:${port}:${port}`]);
  });
});

describe('Kubernetes', () => {
  const kustomization = 'infra/kubernetes/kustomization.yaml';
  const resources = list(documents(kustomization)[0]?.['resources']);
  const all = resources.flatMap((file) => documents(`infra/kubernetes/${file}`));
  const deployments = all.filter(({ kind }) => kind === 'Deployment');

  it('names every manifest', () => {
    const manifests = infraFiles
      .filter((file) => file.startsWith('infra/kubernetes/') && file !== kustomization)
      .map((file) => file.split('/').at(-1));
    expect([...resources].sort()).toEqual(manifests.sort());
  });

  it('runs everything without rights, with probes, limits and a disruption budget', () => {
    expect(deployments).toHaveLength(2);
    for (const deployment of deployments) {
      const [container] = valuesOf(deployment, 'containers').flat() as Mapping[];
      expect(container).toMatchObject({
        startupProbe: { httpGet: { path: '/health/live' } },
        livenessProbe: { httpGet: { path: '/health/live' } },
        readinessProbe: { httpGet: { path: '/health/ready' } },
        resources: { requests: expect.anything(), limits: expect.anything() },
        securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
      });
      expect(valuesOf(deployment, 'runAsNonRoot')).toEqual([true]);
      const labels = valuesOf(deployment, 'matchLabels')[0];
      const budgets = all.filter(({ kind }) => kind === 'PodDisruptionBudget');
      expect(budgets.flatMap((budget) => valuesOf(budget, 'matchLabels'))).toContainEqual(labels);
    }
  });

  it('tells the API that projectors run apart', () => {
    const [config] = valuesOf(
      documents(kustomization)[0]!,
      'configMapGenerator',
    ).flat() as Mapping[];
    expect(config?.['literals']).toContain('ROLLBOOK_PROJECTOR=separate');
    for (const deployment of deployments) {
      expect(valuesOf(deployment, 'configMapRef')).toEqual([{ name: config?.['name'] }]);
    }
  });

  it('takes secrets by reference only', () => {
    expect(all.map(({ kind }) => kind)).not.toContain('Secret');
    for (const deployment of deployments) {
      expect(valuesOf(deployment, 'secretRef')).toEqual([{ name: 'rollbook' }]);
    }
  });
});

describe('what is watched', () => {
  const watched = ['infra/prometheus/alerts.yml', 'infra/grafana/dashboards/rollbook.json'];

  it.each(watched)('%s asks only for metrics that /metrics shows', async (file) => {
    const shown = new Set(['up']);
    for (const [, name = '', type] of (await new Metrics().registry.metrics()).matchAll(
      /^# TYPE (\S+) (\S+)$/gm,
    )) {
      shown.add(name);
      if (type === 'histogram')
        for (const part of ['bucket', 'count', 'sum']) shown.add(`${name}_${part}`);
    }
    const asked = documents(file)
      .flatMap((one) => valuesOf(one, 'expr'))
      .flatMap((expression) => metricsOf(String(expression)));
    expect(new Set(asked).size).toBeGreaterThan(5);
    expect(asked.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('has a word in docs/operations.md for every alert', () => {
    const alerts = documents('infra/prometheus/alerts.yml').flatMap((one) =>
      valuesOf(one, 'alert'),
    );
    expect(alerts.length).toBeGreaterThan(5);
    for (const alert of alerts)
      expect(text('docs/operations.md')).toContain(`\`${String(alert)}\``);
  });
});

/** The metrics of a PromQL expression: its words that are no function, keyword, label or string. */
function metricsOf(expression: string): string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\b(by|on|without|ignoring)\s*\([^)]*\)/g, '')
    .replace(/\[[^\]]*\]|\boffset \w+/g, '');
  return (bare.match(/\b[a-z_]\w*\b(?!\s*\()/g) ?? []).filter(
    (word) => !['and', 'or', 'unless', 'sum', 'max', 'min', 'avg', 'bool'].includes(word),
  );
}

// What Java has no parser for: node check.mjs kubernetes|promql|dockerfile <input >findings
//
// kubernetes  in: a list of objects              out: for each the list of what the cluster would refuse
// promql      in: a list of expressions          out: for each {metrics, errors}
// dockerfile  in: the text of a Dockerfile       out: the list of findings
import { readFileSync } from 'node:fs';

const GROUPS = {
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

async function validator(object) {
  const [group] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [''];
  const models = await import(`${GROUPS[group] ?? 'kubernetes-models'}/${object.apiVersion}`);
  const Model = models[object.kind];
  return (candidate) => {
    try {
      new Model(candidate).validate();
      return [];
    } catch (e) {
      return [e.message];
    }
  };
}

// Schemas let through fields they do not know, an API server does not. A field is unknown when its object is
// valid whatever the field's value is.
const STRANGE = [{ '\0': 0 }, ['\0'], '\0', -0.5, true];

function unknownFields(object, node, path, validate, found) {
  for (const [key, value] of Object.entries(node)) {
    const here = Array.isArray(node) ? `${path}[${key}]` : `${path}.${key}`;
    const accepted = STRANGE.every((strange) => {
      node[key] = strange;
      return validate(object).length === 0;
    });
    node[key] = value;
    if (accepted) {
      found.push(`${here} is no field of ${object.kind}`);
    } else if (value !== null && typeof value === 'object') {
      unknownFields(object, value, here, validate, found);
    }
  }
  return found;
}

async function kubernetes(objects) {
  const answers = [];
  for (const object of objects) {
    const validate = await validator(object);
    const problems = validate(object);
    const { apiVersion, kind, ...content } = object;
    answers.push(
      problems.length > 0
        ? problems
        : unknownFields(Object.assign(content, { kind, apiVersion }), content, '', validate, [])
            .filter((problem) => !/^\.(kind|apiVersion) /.test(problem)),
    );
  }
  return answers;
}

async function promql(expressions) {
  const { parser } = await import('@prometheus-io/lezer-promql');
  return expressions.map((expression) => {
    const metrics = [];
    const errors = [];
    parser.parse(expression).iterate({
      enter(node) {
        if (node.type.isError) {
          errors.push(`at ${node.from}`);
        }
        if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector') {
          metrics.push(expression.slice(node.from, node.to));
        }
      },
    });
    return { metrics, errors };
  });
}

async function dockerfile(text) {
  const { validate } = (await import('dockerfile-utils')).default;
  return validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`);
}

const input = readFileSync(0, 'utf8');
const checks = {
  kubernetes: () => kubernetes(JSON.parse(input)),
  promql: () => promql(JSON.parse(input)),
  dockerfile: () => dockerfile(input),
};
console.log(JSON.stringify(await checks[process.argv[2]]()));

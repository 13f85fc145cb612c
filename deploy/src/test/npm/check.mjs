// What Java has no parser for: node check.mjs kubernetes|promql|dockerfile <input >findings
//
// kubernetes  in: a list of objects              out: for each the list of what the cluster would refuse
// promql      in: a list of expressions          out: for each {metrics, uses, errors}; a use of a metric is
//                                                     {metric, over: function of its range, labels that it must
//                                                     have, by: what its sums are by; absent where there are none}
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

function* ancestors(node) {
  for (let above = node.parent; above; above = above.parent) {
    yield above;
  }
}

function use(selector, text) {
  const names = (node) => (node ? node.getChildren('LabelName').map(text) : []);
  const matchers = selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  const found = { metric: text(selector.getChild('Identifier')), over: '', labels: matchers.flatMap(names) };
  for (const above of ancestors(selector)) {
    if (above.name === 'FunctionCall' && selector.parent.name === 'MatrixSelector' && !found.over) {
      found.over = text(above.getChild('FunctionIdentifier'));
    } else if (above.name === 'AggregateExpr') {
      const by = names(above.getChild('AggregateModifier')?.getChild('GroupingLabels'));
      found.by = by;
      found.labels.push(...by);
    } else if (above.name === 'BinaryExpr') {
      found.labels.push(...names(above.getChild('MatchingModifierClause')?.getChild('GroupingLabels')));
    }
  }
  return found;
}

async function promql(expressions) {
  const { parser } = await import('@prometheus-io/lezer-promql');
  return expressions.map((expression) => {
    const metrics = [];
    const uses = [];
    const errors = [];
    const text = (node) => expression.slice(node.from, node.to);
    parser.parse(expression).iterate({
      enter(node) {
        if (node.type.isError) {
          errors.push(`at ${node.from}`);
        }
        if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector') {
          metrics.push(text(node));
          uses.push(use(node.node.parent, text));
        }
      },
    });
    return { metrics, uses, errors };
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

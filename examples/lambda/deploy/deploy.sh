#!/usr/bin/env bash
# Deploys the shop:  deploy/deploy.sh STACK ShopSecret=… ShopSecretVersion=… AdministratorMail=…
#
# SAM publishes a version of a function when the template's text about it has changed, and what a parameter holds is no part of
# that text. A new key in a parameter alone would change nothing that runs: the alias "live" would stay with the old snapshot. So
# a digest of the parameters is written into the text, and afterwards every function behind "live" is asked for it.
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -ge 2 ] || { echo "usage: deploy/deploy.sh STACK Parameter=value …" >&2; exit 2; }
stack=$1
shift
mark=$(printf '%s\n' "$@" | openssl dgst -sha256 -r | cut -c 1-16)

# Paths in a template begin at its folder.
sed -e "s|^\( *DEPLOYED_WITH:\) .*|\1 '$mark'|" -e 's|^\( *CodeUri:\) target/|\1 |' template.yaml >target/template.yaml
grep -q "DEPLOYED_WITH: '$mark'" target/template.yaml

sam deploy --template-file target/template.yaml --stack-name "$stack" --resolve-s3 --capabilities CAPABILITY_IAM \
  --no-fail-on-empty-changeset --parameter-overrides "$@"

left=0
functions=$(aws cloudformation list-stack-resources --stack-name "$stack" \
  --query "StackResourceSummaries[?ResourceType=='AWS::Lambda::Function'].PhysicalResourceId" --output text)
for function in $functions; do
  runs=$(aws lambda get-function-configuration --function-name "$function" --qualifier live \
    --query Environment.Variables.DEPLOYED_WITH --output text)
  if [ "$runs" != "$mark" ]; then
    echo "$function: live runs a version that was deployed with other parameters ($runs, and not $mark)" >&2
    left=1
  fi
done
[ -n "$functions" ] || { echo "the stack $stack has no functions" >&2; left=1; }
exit "$left"

/** The body of the automation action, with the fields that the reading knows. */
export const body = `{
  "trigger": {
    "source": "{{triggerSource}}",
    "type": "{{triggerType}}",
    "ruleId": "{{ruleId}}",
    "ruleName": "{{ruleName}}",
    "updatedFields": "{{#changedFields}}{{name}} from {{previousValuePrettified}} to {{newValuePrettified}}; {{/changedFields}}"
  },
  "issue": {
    "id": "{{issue.id}}",
    "status": "{{issue.status}}",
    "severity": "{{issue.severity}}",
    "created": "{{issue.createdAt}}",
    "updatedAt": "{{issue.updatedAt}}",
    "projects": "{{#issue.projects}}{{name}}, {{/issue.projects}}",
    "url": "https://{{wizDomain}}/issues#~(issue~'{{issue.id}})"
  },
  "resource": {
    "id": "{{issue.entitySnapshot.providerId}}",
    "name": "{{issue.entitySnapshot.name}}",
    "type": "{{issue.entitySnapshot.nativeType}}",
    "cloudPlatform": "{{issue.entitySnapshot.cloudPlatform}}",
    "subscriptionId": "{{issue.entitySnapshot.subscriptionExternalId}}",
    "subscriptionName": "{{issue.entitySnapshot.subscriptionName}}",
    "region": "{{issue.entitySnapshot.region}}",
    "status": "{{issue.entitySnapshot.status}}",
    "cloudProviderURL": "{{issue.entitySnapshot.cloudProviderURL}}"
  },
  "control": {
    "id": "{{issue.control.id}}",
    "name": "{{issue.control.name}}",
    "description": "{{issue.description}}",
    "severity": "{{issue.control.severity}}"
  }
}`;

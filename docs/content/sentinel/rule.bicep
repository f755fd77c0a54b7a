// A sample analytics rule: an alert for every finding of high severity that is still open, with its entities. Findings
// are grouped by their id, so that one finding is one incident however often it is reported.
//   az deployment group create --resource-group RG --template-file rule.bicep --parameters workspace=NAME

@description('The Log Analytics workspace of Microsoft Sentinel, in the resource group of the deployment.')
param workspace string

resource logAnalytics 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspace
}

resource rule 'Microsoft.SecurityInsights/alertRules@2024-09-01' = {
  scope: logAnalytics
  name: guid(logAnalytics.id, 'tocsin-open-findings')
  kind: 'Scheduled'
  properties: {
    displayName: 'Tocsin: open finding of high severity'
    description: 'A finding that Tocsin forwarded is active and of high severity.'
    enabled: true
    severity: 'High'
    query: loadTextContent('rule.kql')
    queryFrequency: 'PT5M'
    queryPeriod: 'P2D'
    triggerOperator: 'GreaterThan'
    triggerThreshold: 0
    suppressionEnabled: false
    suppressionDuration: 'PT5H'
    eventGroupingSettings: {
      aggregationKind: 'AlertPerResult'
    }
    alertDetailsOverride: {
      alertDisplayNameFormat: '{{AlertName}}'
      alertDescriptionFormat: '{{EventMessage}}'
    }
    customDetails: {
      Finding: 'EventUid'
      Rule: 'RuleName'
    }
    entityMappings: [
      {
        entityType: 'Host'
        fieldMappings: [
          { identifier: 'HostName', columnName: 'DvcHostname' }
          { identifier: 'DnsDomain', columnName: 'DvcDomain' }
        ]
      }
      {
        entityType: 'IP'
        fieldMappings: [
          { identifier: 'Address', columnName: 'SrcIpAddr' }
        ]
      }
      {
        entityType: 'IP'
        fieldMappings: [
          { identifier: 'Address', columnName: 'DstIpAddr' }
        ]
      }
      {
        entityType: 'Account'
        fieldMappings: [
          { identifier: 'Name', columnName: 'Username' }
        ]
      }
      {
        entityType: 'Process'
        fieldMappings: [
          { identifier: 'ProcessId', columnName: 'ProcessId' }
          { identifier: 'CommandLine', columnName: 'ProcessCommandLine' }
        ]
      }
    ]
    incidentConfiguration: {
      createIncident: true
      groupingConfiguration: {
        enabled: true
        reopenClosedIncident: false
        lookbackDuration: 'P7D'
        matchingMethod: 'Selected'
        groupByEntities: []
        groupByAlertDetails: []
        groupByCustomDetails: ['Finding']
      }
    }
  }
}

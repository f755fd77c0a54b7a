// The table that Tocsin writes to, and the data collection rule that takes its records.
//   az deployment group create --resource-group RG --template-file table.bicep --parameters workspace=NAME
// Then put the two outputs into the destination's `endpoint` and `dcrImmutableId`, and give the app registration the
// role "Monitoring Metrics Publisher" on the rule.

@description('The Log Analytics workspace of Microsoft Sentinel, in the resource group of the deployment.')
param workspace string

@description('Where the rule is made: the region of the workspace.')
param location string = resourceGroup().location

@description('How long the table keeps a record, in days.')
@minValue(4)
@maxValue(730)
param retentionInDays int = 90

@description('What Tocsin sends; other columns are left out by Azure without a word.')
var columns = [
  { name: 'TimeGenerated', type: 'datetime' }
  { name: 'EventCount', type: 'int' }
  { name: 'EventStartTime', type: 'datetime' }
  { name: 'EventEndTime', type: 'datetime' }
  { name: 'EventType', type: 'string' }
  { name: 'EventSubType', type: 'string' }
  { name: 'EventResult', type: 'string' }
  { name: 'EventUid', type: 'string' }
  { name: 'EventOriginalUid', type: 'string' }
  { name: 'EventMessage', type: 'string' }
  { name: 'EventVendor', type: 'string' }
  { name: 'EventProduct', type: 'string' }
  { name: 'EventProductVersion', type: 'string' }
  { name: 'EventSchema', type: 'string' }
  { name: 'EventSchemaVersion', type: 'string' }
  { name: 'EventSeverity', type: 'string' }
  { name: 'EventOriginalSeverity', type: 'string' }
  { name: 'EventOriginalType', type: 'string' }
  { name: 'EventOriginalSubType', type: 'string' }
  { name: 'EventReportUrl', type: 'string' }
  { name: 'DvcIpAddr', type: 'string' }
  { name: 'DvcHostname', type: 'string' }
  { name: 'DvcDomain', type: 'string' }
  { name: 'DvcDomainType', type: 'string' }
  { name: 'DvcFQDN', type: 'string' }
  { name: 'DvcId', type: 'string' }
  { name: 'DvcIdType', type: 'string' }
  { name: 'DvcAction', type: 'string' }
  { name: 'DvcScope', type: 'string' }
  { name: 'DvcScopeId', type: 'string' }
  { name: 'DvcZone', type: 'string' }
  { name: 'AlertName', type: 'string' }
  { name: 'AlertStatus', type: 'string' }
  { name: 'AlertVerdict', type: 'string' }
  { name: 'RuleName', type: 'string' }
  { name: 'RuleNumber', type: 'int' }
  { name: 'ThreatId', type: 'string' }
  { name: 'ThreatCategory', type: 'string' }
  { name: 'ThreatOriginalCategory', type: 'string' }
  { name: 'ThreatFirstReportedTime', type: 'datetime' }
  { name: 'ThreatLastReportedTime', type: 'datetime' }
  { name: 'ThreatIsActive', type: 'boolean' }
  { name: 'ThreatRiskLevel', type: 'int' }
  { name: 'ThreatOriginalRiskLevel', type: 'string' }
  { name: 'ThreatConfidence', type: 'int' }
  { name: 'ThreatOriginalConfidence', type: 'string' }
  { name: 'AttackTactics', type: 'string' }
  { name: 'AttackTechniques', type: 'string' }
  { name: 'AttackRemediationSteps', type: 'string' }
  { name: 'IndicatorType', type: 'string' }
  { name: 'IndicatorAssociation', type: 'string' }
  { name: 'Username', type: 'string' }
  { name: 'UsernameType', type: 'string' }
  { name: 'UserId', type: 'string' }
  { name: 'UserIdType', type: 'string' }
  { name: 'ProcessId', type: 'string' }
  { name: 'ProcessName', type: 'string' }
  { name: 'ProcessCommandLine', type: 'string' }
  { name: 'FileName', type: 'string' }
  { name: 'FilePath', type: 'string' }
  { name: 'FileSHA1', type: 'string' }
  { name: 'FileSHA256', type: 'string' }
  { name: 'FileMD5', type: 'string' }
  { name: 'Url', type: 'string' }
  { name: 'AdditionalFields', type: 'dynamic' }
]

resource logAnalytics 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspace
}

resource table 'Microsoft.OperationalInsights/workspaces/tables@2022-10-01' = {
  parent: logAnalytics
  name: 'TocsinAlerts_CL'
  properties: {
    plan: 'Analytics'
    retentionInDays: retentionInDays
    schema: {
      name: 'TocsinAlerts_CL'
      description: 'Reports about findings, in the columns of the ASIM alert schema'
      columns: [for column in columns: {
        name: column.name
        // The two interfaces spell this type differently.
        type: column.type == 'datetime' ? 'dateTime' : column.type
      }]
    }
  }
}

resource rule 'Microsoft.Insights/dataCollectionRules@2023-03-11' = {
  name: 'tocsin-alerts'
  location: location
  kind: 'Direct'
  properties: {
    streamDeclarations: {
      'Custom-TocsinAlerts': {
        columns: columns
      }
    }
    destinations: {
      logAnalytics: [
        {
          name: 'sentinel'
          workspaceResourceId: logAnalytics.id
        }
      ]
    }
    dataFlows: [
      {
        streams: ['Custom-TocsinAlerts']
        destinations: ['sentinel']
        transformKql: 'source'
        outputStream: 'Custom-TocsinAlerts_CL'
      }
    ]
  }
  dependsOn: [
    table
  ]
}

output endpoint string = rule.properties.endpoints.logsIngestion
output dcrImmutableId string = rule.properties.immutableId
